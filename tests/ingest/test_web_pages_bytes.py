"""Web pages in every encoding and of every depth: what can be read is read, and what cannot is said in a sentence."""

# ruff: noqa: E501 - pages of our own, a line for each of their parts

import pytest

from ingest.content import Extracted, extract
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.web_page.page import decoded

PAGE = '<html><head><meta charset="{}"></head><body><h2>Was heißt „größer“?</h2><p>Es heißt – naïve gesagt – mehr.</p><h2>What is it?</h2><p>It is bigger.</p></body></html>'
ASKED = ["Was heißt „größer“?", "What is it?"]
AFTER = (
    "<h2>What comes after it?</h2><p>The rest of the page comes after it.</p>"
    "<h2>What comes last?</h2><p>The end of the page comes last.</p>"
)
ASKED_AFTER = ["What comes after it?", "What comes last?"]


def read(data: bytes | str) -> Extracted:
    return extract(Document("pages/a.html", data if isinstance(data, bytes) else data.encode()))


def asked(data: bytes | str) -> list[str]:
    return [question.text for question in read(data).content.questions]


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-8", "utf-16"), ("utf-8", "cp1252"), ("iso-8859-1", "cp1252"),
        ("windows-1252", "cp1252"), ("windows-1252", "utf-8"), ("no-such-thing", "cp1252"), ("windows-1250", "cp1250"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_the_encoding_it_declares_or_betrays(declared: str, written: str) -> None:
    assert asked(PAGE.format(declared).replace("ï", "i").encode(written)) == ASKED


def test_a_few_broken_bytes_in_sound_utf8_are_counted_and_cost_only_themselves() -> None:
    text = (PAGE.format("utf-8") + "<p>" + "größer " * 50).encode().replace(b"mehr", b"m\xffhr")
    assert asked(text) == ASKED
    (flaw,) = read(text).flaws
    assert flaw.sentence.startswith("pages/a.html holds 1 character")


def test_text_that_is_sound_in_no_encoding_never_stops_the_reader() -> None:
    assert decoded(bytes(range(128, 256)))
    assert asked(AFTER.replace("comes", "co\0mes") + "<p>words</p>" * 100) == ASKED_AFTER


def test_a_binary_file_is_no_page() -> None:
    with pytest.raises(UnreadableSource, match=r"pages/a\.html is a binary file, not a web page"):
        read(b"\x02\0\0\x01" * 1000)


@pytest.mark.parametrize("nothing", ["<html></html>", "<html><frameset><frame src=a></frameset></html>", "<p> </p>"])
def test_a_page_without_text_is_told_in_a_sentence(nothing: str) -> None:
    with pytest.raises(UnreadableSource, match=r"pages/a\.html (?:holds no text|is no web page)"):
        read(nothing)


@pytest.mark.parametrize("tag", ["div", "span", "b", "ul><li", "table><tr><td", "details", "dl><dt>a<dd", "blockquote"])
def test_nesting_beyond_reason_costs_no_text(tag: str) -> None:
    found = read(f"<html><body>{f'<{tag}>' * 5000}<p>Deep down in the page it says this.</p></body>")
    said = " ".join([passage.text for passage in found.content.passages] + [drop.text for drop in found.dropped])
    assert "Deep down" in said
    assert not found.flaws


def test_what_follows_a_deep_pit_is_read_too() -> None:
    assert asked(f"<html><body>{'<div>' * 50_000}<p>x</p>{'</div>' * 50_000}{AFTER}") == ASKED_AFTER


def test_folds_within_folds_end_somewhere() -> None:
    folds = "<details><summary>What is inside of it?</summary><p>Another one.</p>" * 300
    assert "What is inside of it?" in asked(folds)


def test_entities_of_a_document_are_not_expanded() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a0 "lol">{bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{AFTER}<p>&a9; &file;</p></body></html>'
    )
    found = read(text)
    assert asked(text) == ASKED_AFTER
    assert "root:" not in repr(found)
    assert len(repr(found)) < 10_000


def test_elements_that_xml_leaves_empty_swallow_nothing() -> None:
    text = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>'
        f'<body><a id="top"/><div class="pad"/>{AFTER}</body></html>'
    )
    assert asked(text) == ASKED_AFTER


def test_names_of_endless_length_are_no_names() -> None:
    assert asked(f'<html><body><div class="{"a-b_" * 50_000}" id="{"nav-" * 50_000}">{AFTER}</div>') == ASKED_AFTER


def test_what_was_escaped_twice_is_shown_once() -> None:
    question, *_ = read(f"<h2>What does R&amp;amp;D do?</h2><p>It doesn&amp;#39;t say.</p>{AFTER}").content.questions
    assert question.text == "What does R&D do?"
    assert question.answer is not None
    assert question.answer.text == "It doesn't say."


def test_scripts_are_no_content_wherever_they_stand() -> None:
    text = f'<html><body onload="x()">{AFTER}<script>alert("What is this?")</script><a href="javascript:x()">Go</a></body></html>'
    assert "alert" not in repr(read(text))
