"""One version of one prompt, ready to be rendered for one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.errors import PromptProblem
from bot.models.values import ModelMessage, Parameters
from bot.prompts.marking import canary, is_nonce, marked
from bot.prompts.template import Part, UnusableTemplate

Trust = Literal["trusted", "untrusted"]

MOST_ITEMS = 200
LARGEST_MESSAGE = 400_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """`digest` is the SHA-256 of the file, in hexadecimal; `text` the file; `packaged` whether it comes with the coach.

    What the model reads follows from the file, the frame that it names and the values given.
    """

    name: str
    version: str
    digest: str
    purpose: str
    variables: Mapping[str, Trust]
    parameters: Parameters
    schema: Mapping[str, Any] | None
    changelog: str
    text: str = field(repr=False)
    packaged: bool = True
    frame_version: str = "v1"
    frame: "Prompt | None" = field(default=None, repr=False)
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False)

    def render(self, variables: Mapping[str, Any], nonce: str) -> tuple[ModelMessage, ...]:
        """System and user message.

        `nonce` is new and random for each call: six or more small letters and digits. It stands in the delimiters of
        untrusted values; the secret word of the system part is `canary(nonce)`. An untrusted value is a string or a
        sequence of strings (numbered from 1 in the delimiters), a trusted one also a number, a truth value or None.
        Raises PromptProblem naming the variable that is missing, not declared, or of another type.
        """
        if not is_nonce(nonce):
            raise self._problem("the nonce needs six to 64 small letters and digits")
        ready = self._ready(variables, nonce)
        try:
            messages = {part: template.render(ready) for part, template in self.parts.items()}
        except UnusableTemplate as problem:
            raise self._problem(str(problem)) from None
        if self.frame:
            words = {"canary": canary(nonce), "marked": "untrusted" in self.variables.values()}
            messages["system"] = f"{messages['system']}\n{self.frame.parts['system'].render(words)}"
        if any(len(text) > LARGEST_MESSAGE for text in messages.values()):
            raise self._problem(f"with these values a message has more than {LARGEST_MESSAGE:,} characters")
        return (ModelMessage("system", messages["system"]), ModelMessage("user", messages["user"]))

    def _ready(self, variables: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        for name in variables:
            if name not in self.variables:
                raise self._problem(f"it was given the variable {name!r}, which it does not declare")
        ready: dict[str, Any] = {}
        for name, trust in self.variables.items():
            if name not in variables:
                raise self._problem(f"the variable {name!r} is missing")
            value = variables[name]
            if any(name in part.repeated for part in self.parts.values()) and not _is_sequence(value):
                raise self._problem(f"the variable {name!r} is repeated over: give a list")
            if _is_sequence(value) and len(value) > MOST_ITEMS:
                raise self._problem(f"the variable {name!r} has more than {MOST_ITEMS} items")
            ready[name] = self._trusted(name, value) if trust == "trusted" else self._untrusted(name, value, nonce)
        return ready

    def _untrusted(self, name: str, value: Any, nonce: str) -> "str | _Blocks":
        if isinstance(value, str):
            return marked(value, nonce)
        if _is_sequence(value) and all(isinstance(item, str) for item in value):
            return _Blocks(marked(item, nonce, number) for number, item in enumerate(value, 1))
        raise self._problem(f"the untrusted variable {name!r} is to be a string or a list of strings")

    def _trusted(self, name: str, value: Any) -> Any:
        plain = (str, int, float)
        if value is None or isinstance(value, plain):
            return value
        if _is_sequence(value) and all(isinstance(item, plain) for item in value):
            return tuple(value)
        raise self._problem(f"the trusted variable {name!r} is to be a string, a number or a list of them")

    def _problem(self, what: str) -> PromptProblem:
        return problem_of(self.name, self.version, what)


class _Blocks(tuple[str, ...]):
    """Delimited texts; inserted as a whole they stand one under the other."""

    def __str__(self) -> str:
        return "\n".join(filter(None, self))


def _is_sequence(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def problem_of(name: str, version: str, what: str) -> PromptProblem:
    return PromptProblem(f"The prompt {name}/{version} cannot be used: {what}.")
