"""One bad input: how it is made, and what an admin is told of it."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# Left out with a sentence; read, with a sentence; read without a word; nothing there to be read or told.
Outcome = Literal["refused", "told", "in", "nothing"]


@dataclass(frozen=True, slots=True)
class Bad:
    """`write` puts it into a folder. It is `refused` with one sentence, goes in with one (`told`), or goes `in`, or is
    `nothing`; `never` must not be in what is stored; the sentence has `says` in it."""

    name: str
    write: Callable[[Path], object]
    outcome: Outcome
    says: str = ""
    never: str = ""


def file(
    name: str,
    data: Callable[[], bytes | str] | bytes | str,
    outcome: Outcome,
    says: str = "",
    never: str = "",
    called: str = "",
) -> Bad:
    """A single file of these bytes; `called` names the case where the file's name does not."""

    def write(folder: Path) -> None:
        made = data() if callable(data) else data
        (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)

    return Bad(f"{called}: {name}" if called else name, write, outcome, says, never)


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed.getvalue()


# Enough of a question bank that every reader knows it for one.
QUESTIONS = [
    ("What is drift?", "A change of the data over time, as seen by a model in production."),
    ("What is a canary release?", "A release to a small share of the traffic before all of it."),
    ("What is a shadow deployment?", "A model that gets the traffic and whose answers nobody sees."),
]
MARKDOWN = "# Monitoring\n\n" + "\n".join(f"## {asked}\n\n{answer}\n" for asked, answer in QUESTIONS)
