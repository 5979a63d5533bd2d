"""The terminal as a chat: lines in, replies out. An empty line ends an answer; one-word commands act at once."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Protocol, TextIO

from bot.chat.json_reply import reply_to_dict
from bot.chat.plain_text import CITATION_MARK, render
from bot.commands import Words, parse
from bot.messages import AskProbe, AskQuestion, AskReason, Message, Reply, ShowReport, ShowSummary


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
    ) -> None:
        self._coach = coach
        self._learner = learner
        self._now = now
        self._new_id = new_id
        self._source = source
        self._sink = sink
        self._as_json = as_json
        self._interactive = source.isatty() and not as_json

    async def run(self, opening: str) -> None:
        """Says `opening` for the learner (such as `practice rag 3`), then goes on until nothing is open any more."""
        open_for_words = await self._say(opening)
        while open_for_words:
            text = await asyncio.to_thread(self._read)
            if text is None:
                if self._interactive:
                    self._print("\nYour place is kept: `coach practice` goes on from here.")
                return
            if text:
                open_for_words = await self._say(text)

    async def _say(self, text: str) -> bool:
        """Whether the coach waits for more words afterwards."""
        message = self.to_message(text)
        waiting = True
        async for reply in self._coach.reply(message):
            self._show(reply)
            waiting = not isinstance(reply, ShowReport | ShowSummary)
        return waiting

    def to_message(self, text: str) -> Message:
        return Message(self._new_id(), self._learner, f"terminal:{self._learner}", text, self._now())

    def _read(self) -> str | None:
        """One message: a command line, or lines up to an empty one. None at the end of the input."""
        lines: list[str] = []
        while True:
            line = self._read_line("> " if not lines else "… ")
            if line is None:
                return "\n".join(lines).strip() if lines else None
            if not line.strip():
                if lines:
                    return "\n".join(lines).strip()
                continue
            if not lines and not isinstance(parse(line, question_open=True), Words):
                return line.strip()
            lines.append(line)

    def _read_line(self, prompt: str) -> str | None:
        if self._interactive:
            try:
                return input(prompt)
            except (EOFError, KeyboardInterrupt):
                return None
        line = self._source.readline()
        return line.rstrip("\n") if line else None

    def _show(self, reply: Reply) -> None:
        if self._as_json:
            self._print(json.dumps(reply_to_dict(reply), ensure_ascii=False))
            return
        text = render(reply)
        if isinstance(reply, AskQuestion) and self._interactive and reply.number == 1:
            text += "\n(your answer, ended by an empty line; or: hint, skip, reveal, why, stop, help)"
        self._print("\n" + text if isinstance(reply, AskQuestion | AskProbe | AskReason) else text)

    def _print(self, text: str) -> None:
        if not self._interactive:
            print(text, file=self._sink, flush=True)
            return
        from rich.console import Console
        from rich.text import Text

        styled = Text(text)
        styled.highlight_regex(CITATION_MARK, "cyan")
        styled.highlight_regex(r"✓ covered|^Yes", "green")
        styled.highlight_regex(r"~ partly", "yellow")
        styled.highlight_regex(r"✗ missed|! contradicted", "red")
        styled.highlight_regex(r"(?m)^(Question \d+ of \d+|Covered \d+ of \d+|Advice:|Follow-up:|Hint \d)", "bold")
        Console(file=sys.stdout, highlight=False, soft_wrap=False).print(styled)
