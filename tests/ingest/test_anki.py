"""Anki packages, as its versions write them."""

import io
import sqlite3
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import genanki
import zstandard

from tests.ingest.office_files import asked, part, read_bytes, refused, with_parts

_DUMMY = "Please update to the latest Anki version, then import the .colpkg/.apkg file again."


def _model(fields: Sequence[str], front: str, back: str, kind: int = genanki.Model.FRONT_BACK) -> Any:
    templates = [{"name": "Card 1", "qfmt": front, "afmt": back}]
    return genanki.Model(
        hash(tuple(fields)) % 10**9, "A type", [{"name": n} for n in fields], templates, model_type=kind
    )


_BASIC = _model(("Front", "Back"), "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")


def _package(folder: Path, model: Any, notes: Sequence[Sequence[str]], deck: str = "Cloud::Networks") -> bytes:
    made = genanki.Deck(20591, deck)
    for number, fields in enumerate(notes):
        made.add_note(genanki.Note(model=model, fields=list(fields), tags=["net", "basics"], guid=number))
    genanki.Package(made).write_to_file(str(folder / "made.apkg"))
    return (folder / "made.apkg").read_bytes()


def test_a_note_is_a_question_of_its_deck(tmp_path: Path) -> None:
    found = read_bytes(
        "a.apkg", _package(tmp_path, _BASIC, [("What is NAT?", "One address."), ("What is BGP?", "Routes.")])
    )
    assert asked(found) == {"What is NAT?": "One address.", "What is BGP?": "Routes."}
    question = found.content.questions[1]
    assert (question.topic, question.metadata["tags"]) == ("Cloud::Networks", "net basics")
    assert question.locator.where == "a.apkg, card 2 of deck Cloud::Networks"


def test_html_in_a_field_becomes_text_with_its_lists_and_code(tmp_path: Path) -> None:
    back = (
        "It has two parts:<ul><li>a <b>head</b></li><li>a tail</li></ul><pre>push(1)\npop()</pre>"
        '[sound:a.mp3]<img src="ring.png"><script>alert(1)</script>'
    )
    found = read_bytes("a.apkg", _package(tmp_path, _BASIC, [("<div>What is a&nbsp;ring &lt;buffer&gt;?</div>", back)]))
    assert asked(found) == {
        "What is a ring <buffer>?": "It has two parts:\n\n- a head\n- a tail\n\n"
        "```\npush(1)\npop()\n```\n\n![](ring.png)"
    }
    assert found.pictures == 1


def test_named_fields_ask_and_answer_and_the_others_are_kept(tmp_path: Path) -> None:
    model = _model(
        ("Nr", "Level", "Question", "Hint", "Model Answer", "Source"),
        "{{Level}}: {{Question}}{{#Hint}}{{hint:Hint}}{{/Hint}}",
        "{{FrontSide}}{{Model Answer}}{{Source}}",
    )
    note = ("7", "hard", "What is a quorum?", "votes", "More than half of the voters.", "the handbook")
    (question,) = read_bytes("a.apkg", _package(tmp_path, model, [note])).content.questions
    assert (question.text, question.level) == ("What is a quorum?", "senior")
    assert question.answer is not None
    assert question.answer.text == "More than half of the voters."
    assert question.metadata["hint"] == "votes"
    assert question.metadata["source"] == "the handbook"


def test_the_template_tells_which_fields_ask_where_no_name_does(tmp_path: Path) -> None:
    model = _model(("Meaning", "Word", "Example"), "{{Word}}", "{{FrontSide}}{{Meaning}}<br>{{Example}}")
    note = ("What is the same each time.", "Idempotence", "PUT")
    assert asked(read_bytes("a.apkg", _package(tmp_path, model, [note]))) == {
        "Idempotence": "What is the same each time."
    }


def test_a_cloze_asks_its_sentence_with_gaps_and_a_question_before_the_gap_as_it_stands(tmp_path: Path) -> None:
    model = _model(("Text", "Back Extra"), "{{cloze:Text}}", "{{cloze:Text}}{{Back Extra}}", genanki.Model.CLOZE)
    notes = [
        ("UDP keeps {{c1::no connection}} and {{c2::loses::verb}} packets.", "unlike TCP"),
        ("What does DNS map? {{c1::Names to addresses.}}", ""),
    ]
    found = read_bytes("a.apkg", _package(tmp_path, model, notes))
    assert asked(found) == {
        "UDP keeps [...] and [verb] packets.": "UDP keeps no connection and loses packets.",
        "What does DNS map?": "Names to addresses.",
    }
    assert found.content.questions[0].metadata["back_extra"] == "unlike TCP"


def test_the_newest_collection_in_a_package_counts(tmp_path: Path) -> None:
    old = _package(tmp_path, _BASIC, [(_DUMMY, "")])
    new = with_parts(old, {"collection.anki21b": zstandard.ZstdCompressor().compress(_newest_layout())})
    found = read_bytes("a.apkg", new)
    assert asked(found) == {"What is a pod?": "The smallest unit."}
    assert found.content.questions[0].topic == "Cloud::Pods"


def test_a_package_with_nothing_but_the_request_to_update_says_so(tmp_path: Path) -> None:
    assert "made for a newer Anki" in refused("a.apkg", _package(tmp_path, _BASIC, [(_DUMMY, "")]))


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    data = _package(tmp_path, _BASIC, [("What is NAT?", "One address.")])
    view = sqlite3.connect(":memory:")
    view.executescript(
        "CREATE TABLE cards (nid, did, odid, ord); CREATE TABLE col (models, decks); CREATE VIEW notes AS "
        "WITH RECURSIVE x(id, mid, flds, tags) AS (SELECT 1, 1, 'a', '' UNION ALL SELECT id + 1, 1, 'a', '' FROM x) "
        "SELECT * FROM x;"
    )
    bomb = zstandard.ZstdCompressor().compress(bytes(500_000_002))
    for changed, sentence in (
        (b"Just text, renamed.", "is no archive"),
        (data[:-200], "is no archive"),
        (with_parts(data, {"collection.anki2": None}), "holds no collection"),
        (with_parts(data, {"collection.anki2": b"SQLite format 3\0" + b"\xff" * 3000}), "no sound database"),
        (with_parts(data, {"collection.anki2": view.serialize()}), "has no notes"),
        (with_parts(data, {"collection.anki21b": b"not compressed"}), "cannot be unpacked"),
        (with_parts(data, {"collection.anki21b": bomb}), "more than the limit"),
        (_package(tmp_path, _BASIC, []), "holds no note"),
    ):
        told = refused("deck.apkg", changed)
        assert told.startswith("deck.apkg ")
        assert sentence in told


def test_note_types_that_are_damaged_are_said(tmp_path: Path) -> None:
    data = _package(tmp_path, _BASIC, [("What is NAT?", "One address.")])
    with sqlite3.connect(":memory:") as database:
        database.deserialize(part(data, "collection.anki2"))
        database.execute("UPDATE col SET models = '{\"1\": [1'")
        database.commit()
        broken = database.serialize()
    assert "no sound database" in refused("a.apkg", with_parts(data, {"collection.anki2": broken}))


def test_a_whole_collection_is_read_like_a_deck(tmp_path: Path) -> None:
    data = _package(tmp_path, _BASIC, [("What is NAT?", "One address.")])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "collection.anki2" in archive.namelist()
    assert asked(read_bytes("all.colpkg", data)) == {"What is NAT?": "One address."}


def _newest_layout() -> bytes:
    """Tables for note types and decks, whose settings are binary messages, as since 2021."""
    front, back = b"{{Front}}", b"{{FrontSide}}{{Back}}"
    template = b"\x0a" + bytes([len(front)]) + front + b"\x12" + bytes([len(back)]) + back
    with sqlite3.connect(":memory:") as database:
        database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
        database.executescript(
            "CREATE TABLE col (id, models, decks); INSERT INTO col VALUES (1, '', '');"
            "CREATE TABLE notes (id INTEGER PRIMARY KEY, mid, flds, tags);"
            "CREATE TABLE cards (id INTEGER PRIMARY KEY, nid, did, odid, ord);"
            "CREATE TABLE notetypes (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase, config BLOB);"
            "CREATE TABLE fields (ntid, ord, name TEXT COLLATE unicase, PRIMARY KEY (ntid, ord)) WITHOUT ROWID;"
            "CREATE TABLE templates (ntid, ord, name TEXT COLLATE unicase, config BLOB, PRIMARY KEY (ntid, ord));"
            "CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT COLLATE unicase);"
            "INSERT INTO fields VALUES (9, 0, 'Front'), (9, 1, 'Back');"
            "INSERT INTO notes VALUES (1, 9, 'What is a pod?' || char(31) || 'The smallest unit.', ' k8s ');"
            "INSERT INTO cards VALUES (1, 1, 5, 0, 0); INSERT INTO decks VALUES (5, 'Cloud' || char(31) || 'Pods');"
        )
        database.execute("INSERT INTO notetypes VALUES (9, 'Basic', ?)", (b"\x1a\x05.card",))
        database.execute("INSERT INTO templates VALUES (9, 0, 'Card 1', ?)", (template,))
        return database.serialize()
