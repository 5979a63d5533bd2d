"""Things in a folder that are no ordinary files, or whose names are no ordinary names."""

import os
import socket
from pathlib import Path

from tests.ingest.bad_input.bad import MARKDOWN, Bad, file


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # The address of a socket is short.
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.md")
    os.chdir(here)


def _sparse(folder: Path) -> None:
    with (folder / "sparse.md").open("wb") as made:
        made.truncate(1 << 30)


def _loop(folder: Path) -> None:
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("one.txt")


def _linked(folder: Path, target: str, name: str = "link.md") -> None:
    (folder / name).symlink_to(target)


def _many(folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(2000):
        (folder / "many" / f"{number}.md").touch()


CASES: list[Bad] = [
    file("empty.md", b"", "refused", "is empty: there is nothing in it to ingest"),
    file("blank.md", b" \n\t\n", "refused", "is empty"),
    file("zeros.md", bytes(1000), "refused", "is empty"),
    Bad("a pipe", lambda folder: os.mkfifo(folder / "pipe.md"), "refused", "is no ordinary file; leave it out"),
    Bad("a socket", _socket, "refused", "is no ordinary file; leave it out"),
    Bad("a sparse gigabyte", _sparse, "refused", "more than the limit of 50,000,000; split it"),
    Bad("a link to nowhere", lambda folder: _linked(folder, "absent.md"), "refused", "is a link that leads nowhere"),
    Bad("a link to itself", lambda folder: _linked(folder, "link.md"), "refused", "is a link that leads nowhere"),
    Bad("a link to a device", lambda folder: _linked(folder, "/dev/zero"), "refused", "leads out of docs"),
    Bad("a link to a file outside", lambda folder: _linked(folder, "/etc/passwd"), "refused", "leads out of docs"),
    Bad("a link to a folder outside", lambda folder: _linked(folder, "/etc", "etc"), "refused", "leads out of docs"),
    Bad("a link to the folder itself", lambda folder: _linked(folder, ".", "again"), "nothing"),
    Bad(
        "a name of several lines",
        lambda folder: (folder / "a\n\x1b[31mb\u202e.md").write_text(""),
        "refused",
        "docs/a\\x0a\\x1b[31mb\\u202e.md is empty",
    ),
    Bad(
        "a name that is no UTF-8",
        lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_bytes(b""),
        "refused",
        "docs/caf\\xe9.md is empty",
    ),
    Bad(
        "a name that is no UTF-8 and a good text",
        lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.md")).write_text(MARKDOWN),
        "in",
    ),
    Bad("a folder with the name of a file", lambda folder: (folder / "folder.md").mkdir(), "nothing"),
]
