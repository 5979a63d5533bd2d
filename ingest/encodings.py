"""Bytes to text."""

from dataclasses import dataclass

from ingest.blocks import Flaw
from ingest.errors import UnreadableSource

_BINARY_PROBE = 8192


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what was assumed and left out to get it."""

    text: str
    notes: tuple[Flaw, ...] = ()


def decoded(path: str, data: bytes) -> Decoded:
    """Lines end in `\\n`. Raises UnreadableSource."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in data[:_BINARY_PROBE]:
        raise UnreadableSource(f"{path} is a binary file, not text; export it as text and ingest that.")
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise UnreadableSource(
            f"{path} is not in UTF-8: line {line} holds the byte 0x{data[problem.start]:02X}; "
            "save it as UTF-8 and ingest it again."
        ) from problem
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"))
