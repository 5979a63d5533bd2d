"""How hard a question is: `[E]`, `(Hard)`, stars, emoji. Read as metadata, and no part of the question's text."""

import re

_NAMES = {
    "junior": r"e|easy|beginners?|basics?|junior|entry(?:[- ]level)?|fundamentals?|freshers?|elementary|l1|novice"
    r"|simple",
    "mid": r"m|medium|mid(?:dle|[- ]level)?|intermediate|moderate|l2|regular",
    "senior": r"h|hard|advanced?|senior|experts?|difficult|experienced|staff|principal|l3|challenging",
}
_WORD = "|".join(_NAMES.values())
_PATTERNS = {level: re.compile(rf"(?:{names})", re.I) for level, names in _NAMES.items()}
_LEVEL_WORD = r"(?:[- ]?level|\s+questions?)?"
# A single letter is only a mark in brackets; a word may stand there with "level" or "difficulty".
_BRACKETS = rf"[\[(]\s*(?:(?:difficulty|level)\s*[:=]?\s*)?(?P<in{{n}}>{_WORD}){_LEVEL_WORD}\s*[\])]"
_LONG = "|".join(
    name for names in _NAMES.values() for name in names.split("|") if len(name.split("(")[0]) > 2 and name != "simple"
)
_AT_START = re.compile(rf"{_BRACKETS.format(n=1)}\s*[:.\-–—]?\s*|(?P<word>easy|medium|hard)\s*[:|]\s+", re.I)
_AT_END = re.compile(rf"\s*[-–—|]?\s*(?:{_BRACKETS.format(n=2)}|[-–—|]\s+(?P<word>easy|medium|hard))\W*$", re.I)
_STARS = re.compile("\\(?\\s*(?:[⭐★☆✩✪🌟]\ufe0f?\\s*){2,5}\\s*\\)?|[★⭐][☆✩]+")
_DOTS = {"🟢": "junior", "👶": "junior", "🐣": "junior", "🌱": "junior", "🟡": "mid", "🟠": "mid", "🔴": "senior",
         "🚀": "senior", "🔥": "senior", "💀": "senior"}  # fmt: skip
_BADGE = re.compile(
    rf"!\[(?P<alt>{_LONG})\]\([^()]*\)|!\[[^\[\]]*\]\([^()]*badge/[^()\s]*?[-_](?P<shield>easy|medium|hard)\b[^()]*\)"
    rf"|<Badge[^>]*?(?:text|label|level)=[\"'](?P<jsx>{_LONG})[\"'][^>]*>|`(?P<code>{_LONG})`\s*$",
    re.I,
)


def named_level(name: str) -> str:
    """`junior`, `mid` or `senior` for a name or mark that means it, else nothing. `4/5` and `★★☆` are understood."""
    bare = re.sub(r"[\[\]()*_`]|\b(?:level|difficulty|questions?)\b", " ", name).strip(" :-–—.")
    if found := next((level for level, pattern in _PATTERNS.items() if pattern.fullmatch(bare)), ""):
        return found
    if scale := re.fullmatch(r"(\d{1,2})\s*(?:/|of|out of)\s*(\d{1,2})", bare):
        return _of_scale(int(scale[1]), int(scale[2]))
    return _by_stars(name) or next((level for dot, level in _DOTS.items() if dot in name), "")


def level_in(text: str) -> str:
    """The level that a question's line is marked with, empty where it is not."""
    if badge := _BADGE.search(text):
        return named_level(next(name for name in badge.groups() if name))
    bare = re.sub(r"[*_`#]+", "", text).strip()
    bare = re.sub(r"^(?:q(?:uestion)?\s*)?\d{1,4}\s*[.):\-]\s*", "", bare, flags=re.I)
    for mark in (_AT_START.match(bare), _AT_END.search(bare)):
        if mark:
            return named_level(next(name for name in mark.groups() if name))
    return _by_stars(text) or next((level for dot, level in _DOTS.items() if dot in text), "")


def without_badges(text: str) -> str:
    """A line without pictures, components and code that only say its level; they are gone from text without marks."""
    return _BADGE.sub(" ", text)


def stars_counted(text: str) -> str:
    """`★★☆` as `2/3`, which outlives the removal of pictures."""

    def counted(stars: re.Match[str]) -> str:
        filled, hollow = len(re.findall("[⭐★🌟]", stars[0])), len(re.findall("[☆✩✪]", stars[0]))
        return f" {filled}/{filled + hollow if hollow else 3 if filled <= 3 else 5} "

    return _STARS.sub(counted, text)


def without_level(text: str) -> str:
    """A question's text without its mark; emoji are gone before."""
    text = _STARS.sub(" ", text)
    for pattern in (_AT_START, _AT_END):
        mark = pattern.match(text) if pattern is _AT_START else pattern.search(text)
        if mark and mark.end() - mark.start() < len(text.rstrip()):
            text = text[: mark.start()] + text[mark.end() :]
    return text.strip()


def _by_stars(text: str) -> str:
    """Two or more stars, filled and hollow: `★★☆` is two of three; filled ones alone are of three, or of five."""
    stars = _STARS.search(text)
    if stars is None:
        return ""
    filled = len(re.findall("[⭐★🌟]", stars[0]))
    hollow = len(re.findall("[☆✩✪]", stars[0]))
    return _of_scale(filled, filled + hollow if hollow else 3 if filled <= 3 else 5)


def _of_scale(value: int, most: int) -> str:
    share = value / most if most else 0.0
    return "junior" if share <= 0.4 else "mid" if share <= 0.67 else "senior"
