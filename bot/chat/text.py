"""Text that others wrote, as it can be shown anywhere: what can be seen of it, cut without splitting a character as
people see it, and where in it something would come alive.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import regex

from knowledge.sentences import split_sentences

Measure = Callable[[str], int]

# Control, private, surrogate and invisible formatting characters, among them those that change the direction of what
# follows. Kept: joiners (emoji families, Persian), Arabic signs that are seen, and the tags that spell a flag.
_UNSEEN = regex.compile(
    r"\N{WAVING BLACK FLAG}[\U000E0030-\U000E0039\U000E0061-\U000E007A]+\U000E007F(*SKIP)(*FAIL)"
    r"|[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]--[\n\t\u200C\u200D\u0600-\u0605\u06DD\u070F]]",
    flags=regex.VERSION1,
)
_BREAKS = regex.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"\S+\s*")
_WIDE = regex.compile(r"[^\S\n]{40,}")
_TALL = regex.compile(r"\n(?:[^\S\n]*\n){2,}")

# What a reader of Markdown, Slack or Discord turns into a link, a mention, a channel or an emoji: to be shown as code,
# which is literal everywhere, and so without invisible characters that would travel along when somebody copies it.
# Every repetition that may begin anywhere has an upper end, so that the search takes time in proportion to the text.
_LIVELY = regex.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,30}:/{1,2}|mailto:|tel:|www\.)[^\s`<>]+"
    r"|[^\s`@<>()\[\]]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.-])(?=[\w.-]*\w\.\p{L}{2,}(?!\w))[\w.-]+(?:[/:?#][^\s`<>]*)?"
    r"|[@#]\w[\w.-]*"
    r"|:(?!\d{1,9}:)[\w+'-]{1,100}:|:(?:100|1234):"
)
_TRAILING = ".,;:!?)]}>\"'”’*_~"


def clean(text: str) -> str:
    """What can be seen of `text`: no control or direction-changing characters, no long runs of blank space."""
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return _TALL.sub("\n\n", _WIDE.sub(" " * 40, seen)).strip()


def units(text: str) -> int:
    """Length in UTF-16 code units: at least what any of a platform's clients and servers count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int, measure: Measure = units) -> tuple[str, ...]:
    """Pieces that make up `text` when put together, each at most `limit` long: cut between sentences where that is
    possible, else between words, else between characters as people see them; none for an empty text."""
    if measure(text) <= limit:
        return (text,) if text else ()
    return tuple(_packed(text, limit, measure, (_sentences, _words, _graphemes, _points)))


def shortened(text: str, limit: int, measure: Measure = units) -> str:
    """One line at most `limit` long, with `…` where something was left out; a word or a sentence ends before it."""
    line = " ".join(text.split())
    if measure(line) <= limit:
        return line
    return "".join(cut(line, limit - measure("…"), measure)[:1]).rstrip() + "…"


def lively(line: str) -> Iterator[tuple[int, int]]:
    """Where stretches to show as code start and end; adjacent ones are one, as two code spans side by side would not be
    read as two."""
    found: tuple[int, int] | None = None
    for match in _LIVELY.finditer(line):
        start, end = match.span()
        if line[start] != ":":
            end = start + len(match.group().rstrip(_TRAILING))
        if end == start:
            continue
        if found is not None and found[1] == start:
            found = (found[0], end)
            continue
        if found is not None:
            yield found
        found = (start, end)
    if found is not None:
        yield found


def _packed(text: str, limit: int, measure: Measure, ways: Sequence[Callable[[str], Sequence[int]]]) -> Iterator[str]:
    held, size = "", 0
    for stretch in _stretches(text, ways[0](text)):
        width = measure(stretch)
        if held and size + width > limit:
            yield held
            held, size = "", 0
        if width > limit and len(ways) > 1:
            *whole, stretch = _packed(stretch, limit, measure, ways[1:])
            yield from whole
            width = measure(stretch)
        held, size = held + stretch, size + width
    if held:
        yield held


def _stretches(text: str, starts: Sequence[int]) -> Iterator[str]:
    offsets = [0, *(start for start in starts if start), len(text)]
    for start, end in pairwise(offsets):
        yield text[start:end]


def _sentences(text: str) -> list[int]:
    whole = set(_graphemes(text))
    return [sentence.start for sentence in split_sentences(text) if sentence.start in whole]


def _words(text: str) -> list[int]:
    """A mark that combines with a space belongs to it, though the space ends a word."""
    whole = set(_graphemes(text))
    return [match.start() for match in _WORD.finditer(text) if match.start() in whole]


def _graphemes(text: str) -> list[int]:
    return [match.start() for match in _GRAPHEME.finditer(text)]


def _points(text: str) -> list[int]:
    """Where one such character alone is too long, as under a thousand accents."""
    return list(range(len(text)))
