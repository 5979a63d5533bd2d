"""Anki packages. A note is one question, whatever number of cards it makes; its deck is the section.

The fields that ask and answer are told by their names, or else by the card's template; a cloze note asks its sentence
with gaps. All other fields and the tags are kept beside the question.
"""

import html
import io
import re
import sqlite3
import zipfile
import zlib

from ingest.blocks import Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.html_fragments import html_as_text
from ingest.readers.numbered import Numbered
from ingest.readers.office.anki_collection import Collection, Note, NoteType, collection
from ingest.readers.records.named_fields import answer_field, plain_name, question_field

_PICTURE = re.compile(r"<img\b", re.I)
_SOUND = re.compile(r"\[sound:[^\]]*\]|\[anki:play:[^\]]*\]")
_CLOZE = re.compile(r"\{\{c\d+::(?P<text>(?:(?!\{\{c\d+::)(?!\}\}).)*?)(?:::(?P<hint>(?:(?!\}\}).)*?))?\}\}", re.S)
_USED = re.compile(r"\{\{(?:[^{}:]*:)*\s*(?P<name>[^{}#^/][^{}]*?)\s*\}\}")
# Newer packages carry this note for programs that cannot read the rest.
_DUMMY = re.compile(r".*please update to the latest anki version.*", re.I | re.S)
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def read(document: Document) -> Reading:
    """Raises UnreadableSource where the file is no package, is damaged, unpacks to too much, or holds no note."""
    path = document.path
    try:
        archive = zipfile.ZipFile(io.BytesIO(document.data))
        found = collection(path, archive)
    except _BAD_ZIP as problem:
        raise _damaged(path, "it is no archive, or was cut short") from problem
    except sqlite3.Error as problem:
        raise _damaged(path, "its collection is no sound database") from problem
    return _reading(path, found)


def _damaged(path: str, problem: str) -> UnreadableSource:
    return UnreadableSource(
        f"{path} cannot be read as an Anki package: {problem}; export the deck from Anki again and ingest that."
    )


def _reading(path: str, found: Collection) -> Reading:
    out = Numbered()
    pictures = dummies = 0
    counts: dict[str, int] = {}
    for note in found.notes:
        kind = found.types.get(note.type_id)
        if _DUMMY.fullmatch(" ".join(note.fields)):
            dummies += 1
            continue
        deck = found.decks.get(note.deck_id, "")
        counts[deck] = counts.get(deck, 0) + 1
        out.place(f"card {counts[deck]} of deck {deck}" if deck else f"card {counts[deck]}")
        kind = kind or NoteType("", tuple(f"field {n}" for n in range(1, len(note.fields) + 1)))
        pictures += _note(out, kind, note, deck)
    if not out.blocks:
        if dummies:
            raise UnreadableSource(
                f"{path} was made for a newer Anki, and its notes are missing from it; export it again and ingest that."
            )
        raise UnreadableSource(f"{path} holds no note with text; export a deck that has some.")
    decks = {deck.split("::")[0] for deck in counts}
    title = decks.pop() if len(decks) == 1 else ""
    return Reading("anki", "" if title == "Default" else title, tuple(out.blocks), {}, tuple(out.places), (), pictures)


def _note(out: Numbered, kind: NoteType, note: Note, deck: str) -> int:
    """Writes the note as a record; returns how many pictures it has."""
    texts: dict[str, str] = {}
    pictures = 0
    for name, field in zip(kind.fields, note.fields, strict=False):
        shown = _SOUND.sub(" ", field)
        texts[name] = (html_as_text(shown) if "<" in shown else html.unescape(shown)).strip()
        pictures += len(_PICTURE.findall(shown))
    cloze = next((name for name, text in texts.items() if _CLOZE.search(text)), None)
    if cloze is not None and (kind.is_cloze or not _parts(kind, texts)[1]):
        question, answer = _with_gaps(texts[cloze])
        used = {cloze}
    else:
        asks, answers = _parts(kind, texts)
        question, answer = texts.get(asks, ""), texts.get(answers, "")
        used = {asks, answers}
    fields = {plain_name(name): " ".join(text.split()) for name, text in texts.items() if text and name not in used}
    if note.tags:
        fields["tags"] = note.tags
    if question.strip():
        section = "" if deck == "Default" else deck
        out.record(question, answer, section, fields.get("id", ""), fields)
    return pictures


def _parts(kind: NoteType, texts: dict[str, str]) -> tuple[str, str]:
    """The names of the fields that ask and that answer."""
    names = list(texts)
    filled = [name for name in names if texts[name]]
    front = [name for name in _fields_in(kind.front, names) if texts[name]]
    back = [name for name in _fields_in(kind.back, names) if texts[name] and name not in front]
    named = question_field(filled)
    asks = named if named and (not front or named in front) else (front or filled or [""])[0]
    named = answer_field([name for name in filled if name != asks], asks)
    if named and (not back or named in back):
        return asks, named
    others = [name for name in filled if name != asks] if not kind.back else []
    return asks, (back or others or [""])[0]


def _fields_in(template: str, names: list[str]) -> list[str]:
    used = [found["name"].strip() for found in _USED.finditer(template)]
    return [name for name in dict.fromkeys(used) if name in names]


def _with_gaps(text: str) -> tuple[str, str]:
    """The sentence with its gaps asks, the whole sentence answers; a question before the gap is asked as it stands."""
    first = _CLOZE.search(text)
    whole = text
    for _ in range(8):
        if not _CLOZE.search(whole):
            break
        whole = _CLOZE.sub(lambda found: found["text"], whole)
    if first is not None and re.search(r"\?\W*$", text[: first.start()].rstrip()):
        asked = text[: first.start()].strip()
        return asked, whole[len(asked) :].strip() if whole.startswith(asked) else whole
    gaps = text
    for _ in range(8):
        if not _CLOZE.search(gaps):
            break
        gaps = _CLOZE.sub(lambda found: f"[{found['hint']}]" if found["hint"] else "[...]", gaps)
    return gaps, whole
