"""Text from anybody is shown in Discord as it stands: nothing in it formats, links, mentions or becomes an emoji."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

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
from bot.chat.text import clean, units
from tests.bot.test_slack_escape import NASTY as SLACKS
from tests.platforms.discord_markdown import kinds, read, words

NASTY = [
    *SLACKS,
    "<@80351110224678912>", "<@!1>", "<@&2>", "<#3>", "<:party:4>", "<a:party:5>", "<t:1618953630:R>", "</practice:6>",
    "<id:customize>", "@everyone", "discord.gg/abc", "https://discord.gg/abc", "[a](https://evil.example)", "<https://a.b>",
    "<mailto:a@b.cd>", "<+15551234>", "steam://run/1", "# head", "## head", "-# small", "- item", "* item", "+ item",
    "1. item", "12. item", "> quote", ">>> all", "||spoiler||", "__under__", "~~gone~~", "***both***", "```py\nx\n```",
    "``two``", "`", "\\", "\\\\", "\n", "\n\n", "\n- ", "\n> ", "\n# ", "   # deep", ":+1:", ":100:", ":8ball:",
    "12:30:45", "R&D", "&amp;lt;",
    "¯\\_(ツ)_/¯", "https://evil.example/**x", "a/b/c.py:3-9", "*", "**", "_", "__", "|", "~", "@", "#", "<", ">",
]  # fmt: skip
texts = st.lists(st.sampled_from(NASTY) | st.text(max_size=30), max_size=12).map(
    lambda parts: " ".join(parts)
) | st.lists(st.sampled_from(NASTY), max_size=8).map("".join)
LIVELY = re.compile(r"\w+://\w|www\.\w|evil\.example|discord\.gg|@(?:everyone|here)")


def is_dead(source: str, said: str, ours: frozenset[str] = frozenset()) -> None:
    """What Discord shows is `said`, and nothing in it is alive but what `ours` names."""
    nodes = read(source)
    assert kinds(nodes) <= {"text", "code"} | ours
    assert words(nodes).strip("\n") == said.strip("\n")


@settings(max_examples=500)
@given(texts)
@example("``")
@example("a\n\n  1. b")
@example("--discord.gg/abc")
@example("1:30:4https://evil.example/**x")
def test_markdown_shows_the_very_text_and_nothing_in_it_comes_alive(text: str) -> None:
    said = clean(text)
    is_dead(markdown(said), said)


@settings(max_examples=500)
@given(texts)
def test_other_readers_of_markdown_agree_line_by_line(text: str) -> None:
    said = " ".join(clean(text).split())
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(one_line(text))
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    inline = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special", "code_inline"}
    assert "".join(child.content for child in inline) == said
    bare = "\0".join(child.content for child in inline if child.type != "code_inline")
    assert not LIVELY.search(bare)


@settings(max_examples=300)
@given(texts)
def test_in_bold_large_small_or_behind_a_bar_the_text_stays_what_it_is(text: str) -> None:
    line = " ".join(clean(text).split())
    is_dead(strong(text), line, frozenset({"bold"}))
    is_dead(f"{strong(text)} {strong(text)}", f"{line} {line}", frozenset({"bold"}))
    if line:
        is_dead(heading(text), line, frozenset({"heading"}))
    lines = "\n".join(one for one in clean(text).split("\n") if one.strip())
    shown = re.sub(r"(?m)^\s+|\s+$", "", lines)
    for source, kind in ((subtext(lines), "subtext"), (quoted(lines), "quote")):
        nodes = read(source)
        assert kinds(nodes) <= {"text", "code", kind}
        assert re.sub(r"(?m)^\s+|\s+$", "", words(nodes)) == shown


@settings(max_examples=300)
@given(texts, texts)
def test_text_beside_text_stays_what_it_is(one: str, other: str) -> None:
    """A label of ours, somebody's words, a line of ours, somebody's words."""
    said = (clean(one), clean(other))
    source = f"**Label:** {markdown(said[0])}\nBelow: {markdown(said[1])}"
    is_dead(source, f"Label: {said[0]}\nBelow: {said[1]}", frozenset({"bold"}))


@settings(max_examples=300)
@given(texts)
def test_there_is_room_for_what_escapes_take(text: str) -> None:
    said = clean(text)
    assert units(markdown(said)) <= room(said)
    assert units(quoted(said)) <= room(said) + 2
    assert room(said + said) == 2 * room(said)


@settings(max_examples=300)
@given(texts)
@example("https://evil.example/x\\`code`")
def test_commands_of_ours_are_code_and_everything_else_is_as_it_stands(text: str) -> None:
    said = clean(text)
    nodes = read(with_commands(said))
    assert kinds(nodes) <= {"text", "code"}
    # Two stretches of code are kept apart.
    assert words(nodes).replace(" ", "") == without_marks(said).replace(" ", "")


def test_a_command_in_a_sentence_is_set_off() -> None:
    assert with_commands("No question is open: `/practice` starts one.") == (
        "No question is open: `/practice` starts one."
    )


@given(texts)
def test_a_fixed_width_ends_where_it_ends(text: str) -> None:
    nodes = read(fenced(f"a{clean(text)}z"))
    assert [node.kind for node in nodes] == ["block"]
    assert nodes[0].text == f"a{clean(text)}z".replace("`", "\u02cb")


@given(texts, st.integers(10, 80))
def test_a_label_is_one_line_that_fits(text: str, longest: int) -> None:
    shown = label(text, longest)
    assert 0 < units(shown) <= longest
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a_b * c", r"a\_b \* c"),
        ("- not a list", r"\- not a list"),
        ("2. not the second", r"2\. not the second"),
        ("see www.evil.example.", "see `www.evil.example`."),
        ("see wiki/a_b.md:3-9", "see `wiki/a_b.md:3-9`"),
        ("<t:1618953630:R>", r"\<`t:1618953630:`R\>"),
        ("well-known 3.5 x+y", "well-known 3.5 x+y"),
    ],
)
def test_what_is_written_is_as_short_as_it_can_be(text: str, written: str) -> None:
    assert markdown(text) == written
