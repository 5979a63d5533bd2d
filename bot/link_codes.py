"""The codes that join a learner's identities: made here, read here however they are typed."""

import re
import secrets

# Without I, O, 0 and 1, which are taken for one another: 32 signs, so that eight of them are 40 bits.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_HALF = 4
_SIGN = "[A-HJ-NP-Za-hj-np-z2-9]"
# Telephones make a longer dash of a typed one, and Slack writes a link behind what looks like a telephone number.
_DASH = "[-\N{HYPHEN}-\N{EM DASH}]"
_CODE = re.compile(rf"({_SIGN}{{{_HALF}}})(?:{_DASH}|\s)?({_SIGN}{{{_HALF}}})(?=$|\s|\.)")
_DASHED = re.compile(rf"{_SIGN}{{{_HALF}}}{_DASH}{_SIGN}{{{_HALF}}}")


def new_code() -> str:
    """Such as ABCD-2345: 40 bits of chance, for ten minutes and five wrong guesses an hour."""
    signs = [secrets.choice(_SIGNS) for _ in range(2 * _HALF)]
    return f"{''.join(signs[:_HALF])}-{''.join(signs[_HALF:])}"


def read_code(text: str) -> str | None:
    """The code at the beginning of `text`, as `new_code` writes it; None where there is none."""
    found = _CODE.match(text.strip())
    return f"{found[1]}-{found[2]}".upper() if found else None


def is_code(text: str, *, dashed: bool) -> bool:
    """Whether `text` is a code and nothing else; `dashed` where other words may look like one without its dash."""
    return (_DASHED if dashed else _CODE).fullmatch(text.strip()) is not None
