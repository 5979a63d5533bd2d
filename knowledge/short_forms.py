"""Short forms and what they stand for: people type `rbac`, and a passage may only say `role-based access control`."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("short_forms.txt")


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, str]:
    """Long forms by lower-case short form."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" = ") for line in lines if line and not line.startswith("#"))
    return {short: long for short, _, long in pairs}


def spelled_out(text: str) -> str:
    """The text to search with: each short form is followed by what it stands for, `ci` by `continuous integration`."""
    forms = short_forms()

    def both(word: re.Match[str]) -> str:
        long = forms.get(word[0].lower())
        return f"{word[0]} ({long})" if long else word[0]

    return re.sub(r"[\w/]+", both, text)
