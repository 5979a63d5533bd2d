"""The few kinds of part that cards are made of, with other people's text in them as it stands."""

from collections.abc import Iterator, Sequence

import discord

from bot.chat.discord.card import LONGEST_LABEL, Beside, Press, Row, Words
from bot.chat.discord.custom_ids import Verb, custom_id
from bot.chat.discord.escape import (
    fenced,
    heading,
    label,
    markdown,
    one_line,
    quoted,
    room,
    strong,
    subtext,
    with_commands,
    without_marks,
)
from bot.chat.text import clean, cut, shortened
from bot.chat.wording import cited
from knowledge.questions import Citation

# Colours that people who see colours differently tell apart: Okabe and Ito, "Color Universal Design" (2008).
BLUE, GREEN, ORANGE, RED, GREY = 0x0072B2, 0x009E73, 0xE69F00, 0xD55E00, 0x8A97A3
MAIN, DANGER = discord.ButtonStyle.primary, discord.ButtonStyle.danger
PLAIN = discord.ButtonStyle.secondary
_LONGEST_PIECE = 3000
_LONGEST_HEADING = 300
_LONGEST_BESIDE = 500
_UNSEEN = " \n\t\u200c\u200d"


def headline(text: str) -> tuple[Words, ...]:
    """Large, where it is one line and not long; in full in any case."""
    said = clean(text)
    if not said.strip(_UNSEEN):
        return ()
    if "\n" in said or room(said) > _LONGEST_HEADING:
        return paragraph(text)
    return (Words(heading(said), said),)


def paragraph(text: str, named: str = "", *, stays: bool = False) -> tuple[Words, ...]:
    """Text in full, in as many blocks as it takes, after a label in bold where one is given."""
    if room(named) > _LONGEST_HEADING:
        return (*paragraph(named, stays=stays), *paragraph(text, stays=True))
    return tuple(_labelled(text, named, stays=stays))


def quote(text: str, named: str = "") -> tuple[Words, ...]:
    """Text in full behind a bar, as other people's words are shown, right below what stands before."""
    said = tuple(Words(quoted(piece), piece, stays=True) for piece in _pieces(text))
    if not named or not said:
        return said
    first = Words(f"> {strong(named)} {said[0].markdown[2:]}", f"{named} {said[0].text}", stays=True)
    return (first, *said[1:])


def note(*texts: str, stays: bool = True) -> tuple[Words, ...]:
    """Small grey lines, each in full, right below what stands before."""
    pieces = [piece for text in texts for piece in _pieces(text)]
    return tuple(Words(subtext(piece), piece, stays=stays or number > 0) for number, piece in enumerate(pieces))


def spoken(text: str) -> tuple[Words, ...]:
    """The coach's own words, in which commands stand between backticks."""
    pieces = list(_pieces(text)) or ["(no text)"]
    return tuple(Words(with_commands(piece), without_marks(piece)) for piece in pieces)


def preformatted(text: str, id: int | None = None) -> tuple[Words, ...]:
    """Lines in a fixed width, for code, small tables and bars; the first block of them carries `id`. Nothing in them is
    escaped, so that they take the room that they have."""
    pieces = (piece for piece in cut(clean(text), _LONGEST_PIECE) if piece.strip(_UNSEEN))
    return tuple(Words(fenced(piece), piece, id=id if number == 0 else None) for number, piece in enumerate(pieces))


def listed(texts: Sequence[str], id: int | None = None) -> tuple[Words, ...]:
    """Each text in full behind a bullet, in as many blocks as it takes; the first block of them carries `id`."""
    lines = [
        ("" if number else "• ", " ".join(piece.split()))
        for text in texts
        for number, piece in enumerate(_pieces(text))
    ]
    batches: list[list[tuple[str, str]]] = []
    left = 0
    for mark, line in lines:
        left -= room(line)
        if left < 0:
            batches.append([])
            left = _LONGEST_PIECE - room(line)
        batches[-1].append((mark, line))
    shown = ("\n".join(mark + one_line(line) for mark, line in batch) for batch in batches)
    said = ("\n".join(mark + line for mark, line in batch) for batch in batches)
    pairs = enumerate(zip(shown, said, strict=True))
    return tuple(Words(written, read, id=id if number == 0 else None) for number, (written, read) in pairs)


def asked(text: str, id: int | None) -> tuple[Words, ...]:
    """The words of a question; the first block of them carries `id`."""
    first, *others = headline(text) or (Words("–", "–"),)
    return (Words(first.markdown, first.text, id=id), *others)


def notes_of(citations: tuple[Citation, ...], *lines: str) -> tuple[Words, ...]:
    return note(*lines, *(cited(number, citation) for number, citation in enumerate(citations, 1)), stays=False)


def press(named: str, verb: Verb, *fields: str, style: discord.ButtonStyle = PLAIN) -> tuple[Press, ...]:
    """One button, or none where Discord would not take what it carries."""
    carried = custom_id(verb, *fields)
    return (Press(label(named, LONGEST_LABEL), carried, style),) if carried else ()


def row(*presses: tuple[Press, ...], stays: bool = True) -> tuple[Row, ...]:
    there = tuple(one for several in presses for one in several)
    return (Row(there, stays),) if there else ()


def rating(about: str) -> tuple[Row, ...]:
    return row(press("Good", "rate", "+", about), press("Not good", "rate", "-", about))


def beside(text: str, presses: tuple[Press, ...]) -> tuple[Beside | Words, ...]:
    """One line with a button, where there is one."""
    said = shortened(clean(text), _LONGEST_BESIDE, room) or "–"
    words = Words(one_line(said), said)
    return (Beside(words, presses[0]),) if presses else (words,)


def _labelled(text: str, named: str, *, stays: bool) -> Iterator[Words]:
    for number, piece in enumerate(_pieces(text)):
        shown, first = markdown(piece), number == 0
        if named and first:
            yield Words(f"{strong(named)} {shown}", f"{clean(named)} {piece}", stays=stays)
        else:
            yield Words(shown, piece, stays=stays and first)


def _pieces(text: str) -> Iterator[str]:
    """Each fits into a message, and has something to see."""
    return (piece for piece in cut(clean(text), _LONGEST_PIECE, room) if piece.strip(_UNSEEN))
