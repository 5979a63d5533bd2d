"""Where a person types: an answer over several lines, ended by an empty one, or a command that acts at once.

A pasted text goes in whole, with its empty lines: terminals mark what is pasted, and prompt_toolkit heeds the marks.
"""

from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output


class AnswerPrompt:
    def __init__(
        self, is_command: Callable[[str], bool], keyboard: Input | None = None, screen: Output | None = None
    ) -> None:
        """`keyboard` and `screen` are the terminal's own unless given."""
        self._is_command = is_command
        self._one_line = False
        self._session: PromptSession[str] = PromptSession(
            "> ",
            multiline=True,
            prompt_continuation="… ",
            key_bindings=self._keys(),
            input=keyboard,
            output=screen,
        )

    async def read(self, *, one_line: bool) -> str | None:
        """What was typed, without blank ends; None once the person has left with Ctrl-D or Ctrl-C."""
        self._one_line = one_line
        try:
            return (await self._session.prompt_async()).strip()
        except (EOFError, KeyboardInterrupt):
            return None

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            written = event.current_buffer
            if not written.text.strip():
                return
            if self._one_line or self._is_command(written.text) or not written.document.current_line.strip():
                written.validate_and_handle()
            else:
                written.newline(copy_margin=False)

        return keys
