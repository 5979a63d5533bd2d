"""Words written so that they do not look like themselves: dots, spaces, digits for letters, other scripts."""

import re
import unicodedata

_DIGITS = str.maketrans("013457@$!|", "oieastasil")
# Letters of other scripts that look like ours, as far as decomposition does not reach them.
_SCRIPTS = str.maketrans("аеорсухіјѕԁһԛԝαεορνυχικτ", "aeopcyxijsdhqwaeopvuxikt")
_SINGLE = re.compile(r"(?<![a-z0-9])(?:[a-z][^a-z]{1,3}){1,}[a-z](?![a-z0-9])")


def plain_letters(text: str) -> str:
    """Lower case, without marks and invisible characters, digits inside words read as the letters they stand for."""
    letters = "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if unicodedata.category(character) not in ("Mn", "Cf")
    )
    letters = letters.lower().translate(_SCRIPTS)
    return re.sub(r"\S*[a-z]\S*", lambda word: word[0].translate(_DIGITS), letters)


def squeezed(text: str) -> str:
    """Letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def joined_letters(plain: str) -> list[str]:
    """Runs of single letters put together: `t.t.l`, `t t l` and `t-t-l` are `ttl`."""
    return [re.sub(r"[^a-z]", "", run[0]) for run in _SINGLE.finditer(plain)]
