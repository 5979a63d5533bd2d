"""Text from anybody: cut without a loss and without splitting a character, and shown in Markdown exactly as it is."""

import re
import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.chat.slack.escape import escape, markdown, unlinked
from bot.chat.text import clean, cut, shortened, units

FAMILY, FLAG, ACCENTED = "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301\u0323"
NASTY = [
    "<!channel>", "<@U0ADA>", "<!subteam^S1>", "<#C1|general>", "<https://evil.example|safe>", "[x](http://evil.example)",
    "![x](http://evil.example/a.png)", "https://evil.example/a_b*c", "www.evil.example", "ada@evil.example", "@here",
    "@channel", "#general", ":tada:", "README.md", "`code`", "```", "*bold*", "_it_", "~no~", "\\", "[1]: http://e.io",
    "&lt;!channel&gt;", "&amp;", "> quote", "# head", "- item", "1. item", "---", "| a | b |", "\u202eabc\u202c",
    "\u200bhidden", "\x00\x1b[31m", FAMILY, FLAG, ACCENTED, "שלום", "سلام‌ها", "a.", "Two. Sentences.", "\n\n", "1:30:4",
]  # fmt: skip
texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=30), max_size=12).map(
    lambda parts: " ".join(parts)
) | st.lists(st.sampled_from(NASTY), max_size=8).map("".join)


def graphemes(text: str) -> list[str]:
    return regex.findall(r"\X", text)


@settings(max_examples=300)
@given(texts, st.integers(30, 200))
def test_pieces_make_up_the_text_fit_and_split_no_character(text: str, limit: int) -> None:
    whole = clean(text)
    pieces = cut(whole, limit)
    assert "".join(pieces) == whole
    assert all(0 < units(piece) <= limit for piece in pieces)
    if all(units(one) <= limit for one in graphemes(whole)):
        assert [one for piece in pieces for one in graphemes(piece)] == graphemes(whole)


def test_a_cut_comes_at_a_sentence_end_where_there_is_one() -> None:
    text = "The first sentence stands here. The second one stands there. The third is last."
    assert cut(text, 40) == ("The first sentence stands here. ", "The second one stands there. ", "The third is last.")


def test_one_character_under_a_thousand_accents_is_split_at_last() -> None:
    pieces = cut("a" + "\u0301" * 1000, 300)
    assert "".join(pieces) == "a" + "\u0301" * 1000
    assert max(map(units, pieces)) <= 300


def test_forty_thousand_characters_are_cut_into_full_pieces() -> None:
    pieces = cut(f"{FAMILY} {ACCENTED} word. " * 2000, 3000)
    assert all(units(piece) > 2900 for piece in pieces[:-1])


@given(texts, st.integers(10, 100))
def test_what_is_shortened_is_one_line_that_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    line = shortened(text, limit)
    assert units(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == " ".join(text.split()) or line.endswith("…")


@settings(max_examples=300)
@given(texts)
def test_what_cannot_be_seen_is_left_out(text: str) -> None:
    seen = clean(text)
    assert clean(seen) == seen
    assert not any(unicodedata.category(one) in ("Cc", "Cs", "Co") for one in seen if one not in "\n\t")
    assert not any(unicodedata.bidirectional(one) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI") for one in seen)


@pytest.mark.parametrize("kept", [FAMILY, FLAG, ACCENTED, "سلام‌ها", "a\n\nb", "  x".strip()])
def test_what_can_be_seen_stays(kept: str) -> None:
    assert clean(kept) == kept


def test_nothing_hides_in_tags_or_between_letters() -> None:
    assert clean("a\U000e0041\U000e0042\u200b\u2060b\u202ec") == "abc"


@settings(max_examples=500)
@given(texts)
def test_markdown_shows_the_very_text_and_nothing_in_it_comes_alive(text: str) -> None:
    said = " ".join(clean(text).split())
    written = markdown(said)
    assert "\n" not in written
    assert not re.search(r"<", written), "no mention, no link, no HTML"
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special", "code_inline"}
    assert "".join(child.content for child in inline) == said
    bare = "\0".join(child.content for child in inline if child.type != "code_inline")
    assert not re.search(r"\w+://\w|www\.\w|(?<![\w@])[@#](?:here|channel|everyone|general)|:tada:|evil\.example", bare)


@pytest.mark.parametrize(
    "address", ["https://evil.example/a.b", "www.evil.example", "ada@evil.example", "evil.example"]
)
def test_no_address_in_a_message_s_text_is_whole(address: str) -> None:
    written = unlinked(f"See {address}, or not.")
    assert "evil.example" not in written
    assert "://" not in written
    assert written.replace("\u2060", "") == f"See {address}, or not."


def test_where_a_source_says_something_can_be_searched_for() -> None:
    assert unlinked("[1] Delivery · wiki/delivery.md:12-19") == "[1] Delivery · wiki/delivery.md:12-19"


@given(texts)
def test_nothing_in_an_escaped_text_steers_slack(text: str) -> None:
    written = escape(text)
    assert not re.search(r"[<>]", written)
    assert written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text
