"""What `coach ask` does: one question in a conversation of its own, or many that nobody has asked."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from contextlib import aclosing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.chat.growing import Growing
from bot.chat.interrupting import Interrupt
from bot.chat.plain_text import render
from bot.chat.waiting_sign import WaitingSign
from bot.cli.output import print_json_line, read_json_lines
from bot.errors import UnusableInput
from bot.messages import Live, Message, Reply, ShowAnswer
from bot.settings import Settings
from bot.turns.assistance import Asker

if TYPE_CHECKING:
    from bot.assemble import House


async def answer_one(settings: Settings, text: str, learner: str | None, *, assisted: bool, as_json: bool) -> None:
    """Asked for the learner, and kept."""
    from bot.assemble import open_coach

    async with open_coach(settings, learner, assisted=assisted) as house:
        # Only a language model takes long enough to be stopped.
        interrupt = Interrupt() if house.assistance and sys.stdout.isatty() else None
        house.stopped = lambda: interrupt is not None and interrupt.asked
        growing = Growing(_write, _width) if sys.stdout.isatty() and not as_json else None
        sign = WaitingSign()
        conversation = f"terminal-ask:{house.learner}"
        message = Message(house.new_id(), house.learner, conversation, f"/ask {text}", house.now())
        with interrupt.heard() if interrupt else nullcontext():
            if interrupt:
                sign.show()
            try:
                async for reply in house.coach.reply(message):
                    sign.hide()
                    _show(reply, growing, as_json=as_json)
            finally:
                sign.hide()


async def answer_each(settings: Settings, input_file: Path, learner: str | None, *, assisted: bool) -> None:
    """Answers that nobody asked for, one JSON line each; nothing is kept but the calls to the language model.

    Raises UnusableInput for a line without a question.
    """
    from bot.assemble import open_coach, open_library

    if not assisted:
        answerer = open_library(settings).answerer()
        for name, text in _questions(input_file):
            print_json_line({"id": name, **answer_row(answerer.answer(text))})
        return
    async with open_coach(settings, learner, assisted=True) as house:
        for name, text in _questions(input_file):
            print_json_line({"id": name, **await _worded(house, str(name), text)})


async def _worded(house: "House", name: str, text: str) -> dict[str, Any]:
    assert house.assistance is not None
    answer, passages = await asyncio.to_thread(house.answerer().evidence, text)
    said: dict[str, Any] = answer_row(answer)
    if answer.abstained:
        return said
    async with aclosing(house.assistance.phrase(answer, passages, Asker(house.learner, f"answer:{name}", _on))) as all_:
        async for phrased in all_:
            said = {**answer_row(phrased.answer), **({"note": phrased.note} if phrased.note else {})}
    return said


async def _on() -> bool:
    return False


def _show(reply: Reply, growing: Growing | None, *, as_json: bool) -> None:
    lives = reply.reply if isinstance(reply, Live) else reply
    if isinstance(lives, ShowAnswer) and as_json:
        if lives.whole:
            said = {"read_as": lives.read_as, "note": lives.note}
            row = answer_row(lives.answer) | {name: value for name, value in said.items() if value}
            print_json_line({"id": lives.asked_id, **row})
    elif isinstance(reply, Live) and isinstance(lives, ShowAnswer) and growing is not None:
        growing.show(lives)
    elif not as_json and (not isinstance(lives, ShowAnswer) or lives.whole):
        print(render(reply))


def _width() -> int:
    return shutil.get_terminal_size().columns


def _write(text: str) -> None:
    print(text, end="", flush=True)


def _questions(input_file: Path) -> Iterator[tuple[Any, str]]:
    for row in read_json_lines(input_file):
        asked = next((row[name] for name in ("query", "question", "text") if row.get(name)), None)
        if asked is None:
            raise UnusableInput(f"{input_file}: the line {row} has no field 'query'.")
        yield row.get("id"), str(asked)


def answer_row(answer: Any) -> dict[str, Any]:
    """The stable JSON form of an answer."""
    return {
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "sentences": [{"text": one.text, "citations": list(one.citations)} for one in answer.sentences],
        "citations": [
            {
                "id": number,
                "passage": one.passage_id,
                "path": one.path,
                "start_line": one.start_line,
                "end_line": one.end_line,
                "place": one.place,
                "title": one.title,
                "section": one.section,
                "text": one.text,
                "modified": one.modified,
            }
            for number, one in enumerate(answer.citations, 1)
        ],
        "disagreements": [{"one": one.one.text, "other": one.other.text} for one in answer.disagreements],
        "nearest": [{"id": one.id, "question": one.text} for one in answer.nearest],
    }
