"""Bytes to text in whatever encoding they are, with a note of what was assumed, line by line where encodings mix."""

import re
from dataclasses import dataclass

from ingest.blocks import Flaw
from ingest.errors import UnreadableSource
from ingest.files.hidden import hidden_sentence, without_controls

_PROBE = 8192
# The share of characters that are no text above which bytes are none.
_BINARY = 0.05
# So many of them may get into any text.
_FEW = 8
# Of puremagic, which also names files by one telling byte.
_SURE = 0.8
# What charset-normalizer looks at: enough to tell, and no more than a moment.
_SAMPLE = 50_000
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# In the order in which they are tried on bytes that are not in UTF-8.
_ENCODINGS = [
    "cp1252", "shift_jis", "gb18030", "big5", "euc_jp", "euc_kr", "cp1251", "koi8_r", "cp1250", "iso8859_2", "cp1253",
    "cp1254", "cp1255", "cp1256", "tis_620",
]  # fmt: skip
_WESTERN = "cp1252"
_WESTERN_LETTERS = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÁÂÄÅÆÇÉÈÊËÍÎÏÑÓÔÖØÚÜ“”‘’„–—…•·©®™°£€§«»¿¡×±µ½¼²³\u00a0")
_NAMES = {"cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1253": "windows-1253",
          "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what was assumed and left out to get it."""

    text: str
    notes: tuple[Flaw, ...] = ()


def decoded(path: str, data: bytes) -> Decoded:
    """Lines end in `\\n`, and control characters are gone. Raises UnreadableSource where the bytes are no text."""
    text, notes = _text(path, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        text = re.sub(r"(?<=\n)\f+|\f+(?=\n)", "", text).replace("\f", " ")
    clean, found, line = without_controls(text)
    if not clean.strip():
        raise UnreadableSource(f"{path} holds nothing but characters that nobody sees; save it anew from its origin.")
    if found:
        notes.append(Flaw(line, hidden_sentence(f"{path}, line {line}", found)))
    return Decoded(clean, tuple(notes))


def _text(path: str, data: bytes) -> tuple[str, list[Flaw]]:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _wide(data[:_PROBE])
    if encoding and encoding != "utf-8-sig":
        return _wide_text(path, data, encoding)
    probe = data[:_PROBE]
    if len(_CONTROLS.findall(probe)) > max(_FEW, _BINARY * len(probe)):
        raise UnreadableSource(f"{path} is a binary file{_called(probe)}, not text; export it as text and ingest that.")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    lines = data.split(b"\n")
    foreign = [number for number, line in enumerate(lines, 1) if not line.isascii()]
    broken = [number for number in foreign if not _is_utf8(lines[number - 1])]
    if len(broken) <= 0.5 * len(foreign):
        return _mixed(path, lines, broken)
    return _foreign(path, data, lines, broken[0])


def _called(probe: bytes) -> str:
    """What the bytes are, in brackets, where that is beyond doubt."""
    import puremagic

    try:
        best = puremagic.magic_string(probe)[0]
    except (puremagic.PureError, ValueError):
        return ""
    return f" ({best.name})" if best.confidence >= _SURE and best.name else ""


def _wide(probe: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: of what is mostly ASCII, every other byte, or three of four, is NUL."""
    if b"\0" not in probe or len(probe) < 4:
        return ""
    nuls = [sum(byte == 0 for byte in probe[at::4]) / max(1, len(probe[at::4])) for at in range(4)]
    patterns = {
        "utf-32-le": (0, 1, 1, 1),
        "utf-32-be": (1, 1, 1, 0),
        "utf-16-le": (0, 1, 0, 1),
        "utf-16-be": (1, 0, 1, 0),
    }
    for name, pattern in patterns.items():
        if all(share > 0.7 if expected else share < 0.2 for share, expected in zip(nuls, pattern, strict=True)):
            return name
    return ""


def _wide_text(path: str, data: bytes, encoding: str) -> tuple[str, list[Flaw]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    if lost > _BINARY * len(text):
        raise UnreadableSource(f"{path} begins like {encoding.upper()} and is none; save it as UTF-8 and ingest that.")
    return text, [_replaced(path, text, lost)] if lost else []


def _mixed(path: str, lines: list[bytes], broken: list[int]) -> tuple[str, list[Flaw]]:
    """Lines in UTF-8 as they are; of the others those that may be Western, and the rest without what is no text."""
    texts = {number: _western(lines[number - 1]) for number in broken}
    whole = "\n".join(
        texts.get(number) or line.decode("utf-8", errors="replace") for number, line in enumerate(lines, 1)
    ).removeprefix("\ufeff")
    western = [number for number in broken if texts[number]]
    notes = []
    if western:
        more = f" and {len(western) - 1:,} more" if len(western) > 1 else ""
        notes.append(
            Flaw(
                western[0],
                f"{path}, line {western[0]}{more}: not in UTF-8 as the rest is, read as windows-1252; "
                "save all of it as UTF-8.",
            )
        )
    if lost := sum(
        lines[number - 1].decode("utf-8", errors="replace").count("\ufffd") for number in broken if not texts[number]
    ):
        notes.append(_replaced(path, whole, lost))
    return whole, notes


def _western(line: bytes) -> str:
    """The line in windows-1252, where it holds nothing that looks like UTF-8."""
    if re.search(rb"[\xc2-\xf4][\x80-\xbf]", line):
        return ""
    try:
        return line.decode(_WESTERN)
    except UnicodeDecodeError:
        return ""


def _foreign(path: str, data: bytes, lines: list[bytes], first: int) -> tuple[str, list[Flaw]]:
    # The lines that are told apart by their encoding, and not those that look the same in any.
    sample = b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]
    if len(sample) == _SAMPLE:
        sample = sample[: sample.rfind(b"\n")] if b"\n" in sample else sample
    encoding = _WESTERN if _looks_western(sample) else _told_apart(sample)
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    name = _NAMES.get(encoding, encoding.replace("_", "-"))
    if lost > _BINARY * len(text):
        raise UnreadableSource(f"{path} is in no encoding that can be told; save it as UTF-8 and ingest it again.")
    told = f"{path}, line {first}: not in UTF-8, read as {name}; save it as UTF-8 where that is wrong."
    return text, [Flaw(first, told), *([_replaced(path, text, lost)] if lost else [])]


def _looks_western(sample: bytes) -> bool:
    """Few letters with accents among many without, and of those only what Western languages use."""
    text = sample.decode(_WESTERN, errors="replace")
    accented = [letter for letter in text if not letter.isascii()]
    letters = sum(letter.isalpha() for letter in text)
    return len(accented) < 0.3 * letters and sum(one in _WESTERN_LETTERS for one in accented) >= 0.97 * len(accented)


def _told_apart(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, steps=10, chunk_size=512, cp_isolation=_ENCODINGS, threshold=0.35).best()
    return best.encoding if best is not None else _WESTERN


def _replaced(path: str, text: str, lost: int) -> Flaw:
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return Flaw(line, f"{path}, line {line}: bytes that are no text read as \ufffd, {lost:,} in all; mend them there.")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
