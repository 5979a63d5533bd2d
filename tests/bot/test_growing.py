"""What a learner at a terminal sees of an answer that grows, and what Ctrl-C does meanwhile."""

import signal
from dataclasses import replace
from datetime import UTC, datetime

from bot.chat.growing import Growing
from bot.chat.interrupting import Interrupt
from bot.chat.plain_text import render
from bot.messages import ShowAnswer
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation

SOURCE = Citation("p1", "a.md", 1, 3, "Title", "", "Words.")
SENTENCES = tuple(CitedSentence(text, (1,)) for text in ("First of all.", "Then\x1b[31m this.", "And that."))
WHOLE = ShowAnswer(
    "m:answer",
    Answer("why?", SENTENCES, (SOURCE,), 0.9, False),
    datetime(2026, 3, 4, 12, tzinfo=UTC),
    read_as="Why is it so?",
    note="It took a while.",
)


def part(sentences: int) -> ShowAnswer:
    return replace(WHOLE, answer=replace(WHOLE.answer, sentences=SENTENCES[:sentences]), whole=False, note="")


def written(*replies: ShowAnswer, width: int | None = None) -> str:
    pieces: list[str] = []
    growing = Growing(pieces.append, lambda: width)
    for reply in replies:
        growing.show(reply)
    return "".join(pieces)


def test_an_answer_that_grew_reads_as_one_that_came_whole() -> None:
    assert written(part(1), part(2), WHOLE) == written(WHOLE) == render(WHOLE) + "\n"
    assert "\x1b" not in written(WHOLE)


def test_only_what_is_new_is_written() -> None:
    pieces: list[str] = []
    growing = Growing(pieces.append)
    growing.show(part(1))
    assert "".join(pieces) == "Read as: Why is it so?\nFirst of all. [1]"
    pieces.clear()
    growing.show(part(2))
    assert "".join(pieces) == " Then[31m this. [1]"


def test_an_answer_that_turns_out_to_be_another_is_written_anew() -> None:
    other = replace(WHOLE, answer=replace(WHOLE.answer, sentences=SENTENCES[2:]))
    assert written(part(2), other).endswith(f"\n\n{render(other)}\n")


def test_the_next_answer_starts_on_its_own() -> None:
    assert written(part(1), WHOLE, WHOLE) == 2 * (render(WHOLE) + "\n")


def test_no_line_is_wider_than_the_terminal_unless_a_word_is() -> None:
    lines = written(part(1), part(2), WHOLE, width=20).split("\n")
    assert lines[1:4] == ["First of all. [1]", "Then[31m this. [1]", "And that. [1]"]


async def test_the_first_interrupt_stops_the_writing_and_the_second_is_what_it_was() -> None:
    before, left = signal.getsignal(signal.SIGINT), []
    signal.signal(signal.SIGINT, lambda *_: left.append("left"))
    try:
        interrupt = Interrupt()
        with interrupt.heard():
            signal.raise_signal(signal.SIGINT)
            assert (interrupt.asked, left) == (True, [])
            signal.raise_signal(signal.SIGINT)
            assert left == ["left"]
        signal.raise_signal(signal.SIGINT)
        assert left == ["left", "left"]
        with interrupt.heard():
            assert not interrupt.asked
    finally:
        signal.signal(signal.SIGINT, before)
