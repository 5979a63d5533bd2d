"""The terminal as a chat: lines in, replies out. An empty line ends an answer; one-word commands act at once."""

import asyncio
import json
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TextIO

from bot.chat.growing import Growing
from bot.chat.interrupting import Interrupt
from bot.chat.json_reply import reply_to_dict
from bot.chat.plain_text import CITATION_MARK, render
from bot.chat.waiting_sign import WaitingSign
from bot.commands import Simple, Words, parse
from bot.messages import AskProbe, AskQuestion, AskReason, Live, Message, Reply, ShowAnswer, ShowReport, ShowSummary

if TYPE_CHECKING:
    from rich.console import Console

    from bot.chat.answer_prompt import AnswerPrompt


class Coach(Protocol):
    def reply(self, message: Message) -> AsyncIterator[Reply]: ...


class TerminalChat:
    """Runs until the session is over, the input ends, or the learner stops."""

    def __init__(
        self,
        coach: Coach,
        learner: str,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        source: TextIO,
        sink: TextIO,
        *,
        as_json: bool = False,
        interrupt: Interrupt | None = None,
    ) -> None:
        """`interrupt` is asked where something may take long to be written."""
        self._coach = coach
        self._learner = learner
        self._now = now
        self._new_id = new_id
        self._source = source
        self._sink = sink
        self._as_json = as_json
        self._interrupt = interrupt
        self._interactive = source.isatty() and not as_json
        self._prompt = _prompt() if self._interactive else None
        self._one_line = False
        self._started = False
        self._open = False
        self._sign = WaitingSign()
        self._growing = Growing(self._write, lambda: self._console().width)

    async def run(self, opening: str) -> bool:
        """Says `opening` for the learner (such as `practice rag 3`); False where that neither opens nor ends a session.

        Where a person types, the chat goes on after the session until they leave; elsewhere it ends with the session.
        """
        await self._say(opening)
        started = self._started
        while self._open or (started and self._interactive):
            text = await self._read()
            if text is None or (not self._open and parse(text, question_open=False) == Simple("stop")):
                break
            if text:
                await self._say(text)
        if self._open and self._interactive:
            self._print("\nYour place is kept: `coach practice` goes on from here.")
        return started

    async def _say(self, text: str) -> None:
        if self._interrupt is None or not self._interactive:
            await self._hear(text)
            return
        with self._interrupt.heard():
            self._sign.show()
            try:
                await self._hear(text)
            finally:
                self._sign.hide()

    async def _hear(self, text: str) -> None:
        async for reply in self._coach.reply(self.to_message(text)):
            self._sign.hide()
            self._show(reply)
            self._one_line = isinstance(reply, AskReason)
            if isinstance(reply, AskQuestion | AskProbe | ShowReport | ShowSummary):
                self._started, self._open = True, isinstance(reply, AskQuestion | AskProbe)

    def to_message(self, text: str) -> Message:
        return Message(self._new_id(), self._learner, f"terminal:{self._learner}", text, self._now())

    async def _read(self) -> str | None:
        """One message, or None at the end of the input."""
        if self._prompt:
            return await self._prompt.read(one_line=self._one_line or not self._open)
        return await asyncio.to_thread(self._read_lines)

    def _read_lines(self) -> str | None:
        """A command line, or lines up to an empty one."""
        lines: list[str] = []
        for line in iter(self._source.readline, ""):
            if not lines and (_is_command(line) or (self._one_line and line.strip())):
                return line.strip()
            if line.strip():
                lines.append(line)
            elif lines:
                break
        return "".join(lines).strip() or None

    def _show(self, reply: Reply) -> None:
        if isinstance(reply, Live) and isinstance(reply.reply, ShowAnswer):
            if self._interactive:
                self._growing.show(reply.reply)
                return
            if not reply.reply.whole:
                return
        if self._as_json:
            self._print(json.dumps(reply_to_dict(reply), ensure_ascii=False))
            return
        text = render(reply)
        if isinstance(reply, AskQuestion) and self._interactive and reply.number == 1:
            text += "\n(your answer, ended by an empty line; or: hint, skip, reveal, why, stop, help)"
        if isinstance(reply, ShowSummary | ShowReport) and self._interactive:
            text += "\n(practice goes on, + or - rates the last grade, ask QUESTION; quit leaves)"
        self._print("\n" + text if isinstance(reply, AskQuestion | AskProbe | AskReason) else text)

    def _print(self, text: str) -> None:
        if not self._interactive:
            print(text, file=self._sink, flush=True)
            return
        self._styled(_wrapped(text, self._console().width), end="\n")

    def _write(self, text: str) -> None:
        self._styled(text, end="")

    def _console(self) -> "Console":
        from rich.console import Console

        return Console(file=sys.stdout, highlight=False)

    def _styled(self, text: str, end: str) -> None:
        from rich.text import Text

        styled = Text(text)
        styled.highlight_regex(CITATION_MARK, "cyan")
        styled.highlight_regex(r"✓ covered|^Yes", "green")
        styled.highlight_regex(r"~ partly", "yellow")
        styled.highlight_regex(r"✗ missed|! contradicted", "red")
        styled.highlight_regex(r"(?m)^(Question \d+ of \d+|Covered \d+ of \d+|Advice:|Follow-up:|Hint \d)", "bold")
        self._console().print(styled, end=end, soft_wrap=True)


def _is_command(line: str) -> bool:
    return not isinstance(parse(line.strip(), question_open=True), Words)


def _wrapped(text: str, width: int) -> str:
    """Lines that fit; one that is set in goes on a little further in."""
    margins = [" " * (len(line) - len(line.lstrip())) for line in text.split("\n")]
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent=margin and margin + "  ", break_on_hyphens=False)
        for line, margin in zip(text.split("\n"), margins, strict=True)
    )


def _prompt() -> "AnswerPrompt":
    from bot.chat.answer_prompt import AnswerPrompt

    return AnswerPrompt(_is_command)
