"""Thinking aloud is cut out wherever the stream is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.thinking import WithoutThinking


def through(pieces: list[str]) -> str:
    without = WithoutThinking()
    return "".join([without.take(piece) for piece in pieces]) + without.end()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Three.", "Three."),
        ("<think>one, two</think>\n\nThree.", "Three."),
        ("<THINKING>one</thinking>Three <think>again</think>registries.", "Three registries."),
        ("<think>never done", ""),
        ("a < b and <thin ice> and <", "a < b and <thin ice> and <"),
        ("<think>a < b </thinks> </think>Yes.", "Yes."),
    ],
)
def test_only_what_is_said_is_left(text: str, left: str) -> None:
    assert through([text]) == left
    assert through(list(text)) == left


@given(st.text(st.sampled_from("<>/think "), max_size=60), st.integers(1, 7))
def test_how_a_stream_is_cut_makes_no_difference_to_what_is_said(text: str, size: int) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert through(pieces).split() == through([text]).split()
