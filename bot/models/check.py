"""Whether the endpoint that is set does what the coach needs of it: two tiny calls, which nobody pays for but you."""

import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from bot.errors import ModelUnavailable, SettingsError
from bot.models.client import ChatClient
from bot.models.failures import CallFailed
from bot.models.values import ModelMessage, Parameters, Usage

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"days": {"type": "integer", "minimum": 0, "maximum": 100}},
    "required": ["days"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """`pieces` are those that the reply came in, one where the endpoint does not stream; times in seconds. `schema`:
    "kept" where a reply was of the form asked for as it stood, "mended" where it had to be looked for in the text,
    "unreadable" where there was none."""

    model: str
    said: str
    pieces: int
    usage: Usage
    first_s: float
    total_s: float
    schema: str

    @property
    def streams(self) -> bool:
        return self.pieces > 1

    @property
    def tokens_per_s(self) -> float | None:
        """Written a second after the first; None where it did not stream."""
        writing = self.total_s - self.first_s
        return self.usage.output_tokens / writing if self.streams and writing > 0 else None


async def checked(client: ChatClient) -> Checked:
    """Raises SettingsError, with the mend, where the endpoint cannot be used."""
    questions: dict[str, str] = json.loads(resources.files("bot.models").joinpath("check.json").read_text("utf-8"))
    try:
        pieces = []
        async with client.stream(_asks(questions["talk"]), Parameters(max_tokens=60)) as reply:
            async for piece in reply:
                pieces.append(piece)
        schema = await _schema(client, questions["fill"])
    except CallFailed as failure:
        raise _explained(failure) from None
    first_s = reply.first_s or reply.total_s
    return Checked(reply.model, "".join(pieces), len(pieces), reply.usage, first_s, reply.total_s, schema)


async def _schema(client: ChatClient, question: str) -> str:
    try:
        done = await client.complete(_asks(question), Parameters(max_tokens=60), schema=_SCHEMA)
    except ModelUnavailable as problem:
        if problem.reason != "unreadable":
            raise
        return "unreadable"
    try:
        return "kept" if json.loads(done.text) == done.data else "mended"
    except ValueError:
        return "mended"


def _asks(question: str) -> tuple[ModelMessage, ...]:
    return (ModelMessage("user", question),)


def _explained(failure: CallFailed) -> SettingsError:
    mend = {
        "down": "Check that it runs, and COACH_MODEL_URL",
        "slow": "Give it more time with COACH_MODEL_PATIENCE, or take a smaller model",
        "unreadable": "Check that COACH_MODEL_URL is that of an OpenAI-compatible endpoint, as http://localhost:8000/v1",
    }[failure.reason]
    # Where the server's answer tells what is wrong, the detail has a mend of its own.
    ending = "" if "COACH_" in failure.detail else f" {mend}."
    return SettingsError(f"The language model cannot be used: {failure.detail}.{ending}")
