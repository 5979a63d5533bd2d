"""What a text says where a person does not see it: invisible characters, comments, hidden markup, encodings."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Tags (U+E0020 to U+E007E) mirror ASCII; flags of regions are the one thing they are for.
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_TAGS = re.compile("[\U000e0020-\U000e007e]{3,}")
# Selectors of variants: 16 in one place and 240 in another, together a byte each. Text has one after a character.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{4,}")
_BITS = re.compile("[\u200b\u200c\u200d\u2060-\u2064\ufeff]{24,}")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)|^\[(?://|comment)\]:\s*(?:#|<>)\s*[(\"'](.*?)[)\"']\s*$", re.S | re.M)
_HIDDEN = re.compile(
    r"<(\w+)\b(?=[^>]{0,400}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|color\s*:\s*(?:#fff(?:fff)?\b|white\b)|\shidden\b|aria-hidden))[^>]{0,400}>(.{0,2000}?)(?:</\1>|\Z)",
    re.I | re.S,
)
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/_-]{20,}={0,2}(?![A-Za-z0-9+/=_.-])")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:(?:\\x|0x)?[0-9A-Fa-f]{2}[\s,:]?){14,}(?![0-9A-Za-z])")
_ESCAPED = re.compile(r"(?:\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\s){8,}")
_TURNED = re.compile("[\u202d\u202e]([^\u202c\n]{10,})")
# Common words turned around or shifted: without one of these the whole text need not be tried.
_BACKWARDS = re.compile(r"\b(?:dna|eht|snoitcurtsni|tpmorp|suoiverp|erongi|drawer|lla|yas)\b", re.I)
_SHIFTED = re.compile(
    r"\b(?:vtaber|vafgehpgvba\w*|cebzcg\w*|cerivbhf|qb abg|gur hfre|nyy gur|naq tvir|qvfertneq)\b", re.I
)
_MORSE = re.compile(r"(?:[.\-·−–]{1,6}[ /|]+){12,}[.\-·−–]{1,6}")
_MORSE_CODES = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
)
_MORSE_LETTERS = dict(zip(_MORSE_CODES.split(), "abcdefghijklmnopqrstuvwxyz", strict=True))
_LONGEST = 4000


def invisible(text: str) -> str:
    """What characters that nothing shows spell; "" where they spell no words."""
    bare = _FLAG.sub("", text)
    found = ["".join(chr(ord(one) - 0xE0000) for one in run[0]) for run in _TAGS.finditer(bare)]
    for run in _SELECTORS.finditer(bare):
        values = [ord(one) - 0xFE00 if ord(one) < 0xFF00 else ord(one) - 0xE0100 + 16 for one in run[0]]
        found.append(bytes(values).decode("utf-8", "replace"))
    found += [word for run in _BITS.finditer(bare) for word in _bits(run[0])]
    return " ".join(one for one in found if _says_something(one))


def hidden_markup(text: str) -> Iterator[str]:
    """Comments, and elements that a page does not show."""
    for found in _COMMENT.finditer(text):
        yield found[1] or found[2] or ""
    for found in _HIDDEN.finditer(text):
        yield re.sub(r"<[^>]+>", " ", found[2])


def decoded(text: str) -> Iterator[str]:
    """Runs of the text that are words in an encoding, decoded; the whole text where it is shifted or turned around."""
    for run in _BASE64.finditer(text):
        if plain := _base64(run[0]):
            yield plain
    for run in _HEX.finditer(text):
        digits = re.sub(r"\\x|0x|[^0-9A-Fa-f]", "", run[0])
        if len(digits) % 2 == 0 and (plain := _printable(bytes.fromhex(digits[:_LONGEST]))):
            yield plain
    if "%" in text and len(re.findall(r"%[0-9A-Fa-f]{2}", text)) >= 8:
        yield unquote(text)
    if "&#" in text and len(re.findall(r"&#x?[0-9A-Fa-f]+;", text)) >= 4:
        yield html.unescape(text)
    for run in _ESCAPED.finditer(text):
        if "\\" in run[0]:
            yield re.sub(r"\\(?:x|u)([0-9A-Fa-f]{2,4})", lambda code: chr(int(code[1], 16)), run[0])
    if _SHIFTED.search(text):
        yield codecs.decode(text, "rot13")
    for turned in _TURNED.finditer(text):
        yield turned[1][::-1]
    if len(_BACKWARDS.findall(text)) >= 2:
        yield from (line[::-1] for line in text.split("\n") if _BACKWARDS.search(line))
    for run in _MORSE.finditer(text):
        yield " ".join(_morse(word) for word in re.split(r"\s*[/|]\s*|\s{3,}", run[0]))


def visible_only(text: str) -> str:
    """The text as a person sees it: compatibility forms as plain letters, nothing invisible."""
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if unicodedata.category(one) != "Cf" and not _is_selector(one))


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _bits(run: str) -> Iterator[str]:
    """Two kinds of invisible characters are noughts and ones; which is which is tried."""
    kinds = sorted(set(run))
    if len(kinds) != 2:
        return
    for one in kinds:
        bits = "".join("1" if character == one else "0" for character in run)
        for width in (8, 7):
            codes = [int(bits[at : at + width], 2) for at in range(0, len(bits) - width + 1, width)]
            if codes and all(32 <= code < 127 for code in codes):
                yield "".join(map(chr, codes))


def _says_something(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= 3 and text.isprintable()


def _base64(run: str) -> str:
    if "_" in run or "-" in run:
        run = run.replace("-", "+").replace("_", "/")
    body = run.rstrip("=")
    body = body[: len(body) - (len(body) % 4 == 1)]
    try:
        return _printable(base64.b64decode(body + "=" * (-len(body) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _printable(data: bytes) -> str:
    """Text of words; "" for anything else."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    letters = sum(character.isalpha() or character == " " for character in text)
    return text if " " in text.strip() and letters >= 0.8 * len(text) else ""


def _morse(word: str) -> str:
    plain = word.translate(str.maketrans("·−–", ".--"))
    return "".join(_MORSE_LETTERS.get(letter, "") for letter in plain.split())
