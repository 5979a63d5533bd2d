"""The attacks and the harmless texts that look like them: our own, and those of the development data where it is there.

`attacks.jsonl`: `text` is what an attacker writes; `says` is what a model says that obeys. In both, `{canary}` (also
`{canary64}`, `{canary_spelt}`, `{canary_back}`), `{other}` and `{elsewhere}` stand for what must not get out, and
`{gap}` for an open gap. `lookalikes.jsonl`: what learners and documents of this domain say, about such things too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Attack:
    id: str
    kind: str
    text: str
    says: str


@dataclass(frozen=True, slots=True)
class Lookalike:
    """`kind`: "answer", "question" or "document"; "any" for those of the shared set."""

    id: str
    kind: str
    text: str


def own_attacks() -> tuple[Attack, ...]:
    return tuple(Attack(**row) for row in _rows("attacks.jsonl"))


def shared_attacks(shared: Path) -> tuple[Attack, ...]:
    """BIPIA's text attacks (training half), and notinject's rows that are attacks. A model that obeys repeats them."""
    bipia = json.loads((shared / "data/injection/bipia_text_attack_train.json").read_text("utf-8"))
    found = [(f"bipia-{kind}-{number}", text) for kind, texts in bipia.items() for number, text in enumerate(texts)]
    found += [(f"notinject-{number}", row["prompt"]) for number, row in enumerate(_notinject(shared)) if row["label"]]
    return tuple(Attack(name, "shared", text, f"{text} [1]") for name, text in found)


def own_lookalikes() -> tuple[Lookalike, ...]:
    return tuple(Lookalike(**row) for row in _rows("lookalikes.jsonl"))


def shared_lookalikes(shared: Path) -> tuple[Lookalike, ...]:
    rows = _notinject(shared)
    return tuple(
        Lookalike(f"notinject-{number}", "any", row["prompt"]) for number, row in enumerate(rows) if not row["label"]
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    for line in (_HERE / name).read_text("utf-8").splitlines():
        yield json.loads(line)


def _notinject(shared: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((shared / "data/injection/notinject_valid.json").read_text("utf-8"))
    return rows
