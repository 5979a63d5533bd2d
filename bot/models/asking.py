"""From what is wanted to the messages of one call: cut, masked, rendered, with a new nonce and canary."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.errors import PromptProblem
from bot.models.masking import masked_variables
from bot.models.refusing import switched_off, too_long
from bot.models.trials import Arm
from bot.models.values import ModelMessage, Wanted
from bot.prompts import Prompt, Prompts, canary

log = logging.getLogger(__name__)

# Characters. An answer of 8,000 takes nine minutes to speak; nobody reads more in chat, and models attend to less.
_LONGEST_TEXT = 8_000
_LONGEST_IN_ALL = 60_000


@dataclass(frozen=True, slots=True)
class Asked:
    prompt: Prompt
    arm: Arm
    messages: tuple[ModelMessage, ...] = field(repr=False)
    canary: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asking:
    """`new_nonce` gives a random word of small letters and digits for each call."""

    prompts: Prompts
    new_nonce: Callable[[], str]

    async def ready(self, wanted: Wanted, arm: Arm) -> Asked:
        """Raises ModelUnavailable for what is too long, and where the prompt cannot be used: an operator finds why in
        the log."""
        try:
            # Masking loads libraries and takes milliseconds for each page.
            return await asyncio.to_thread(self._ready, wanted, arm)
        except PromptProblem as problem:
            log.error("%s", problem)
            raise switched_off() from None

    def _ready(self, wanted: Wanted, arm: Arm) -> Asked:
        prompt = self.prompts.get(wanted.prompt, arm.version)
        untrusted = [name for name, trust in prompt.variables.items() if trust == "untrusted"]
        given = {name: _cut(value) if name in untrusted else value for name, value in wanted.variables.items()}
        nonce = self.new_nonce()
        messages = prompt.render(masked_variables(given, untrusted), nonce)
        if sum(len(message.content) for message in messages) > _LONGEST_IN_ALL:
            raise too_long()
        return Asked(prompt, arm, messages, canary(nonce))


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]} ..."
    return [_cut(one) for one in value] if isinstance(value, list | tuple) else value
