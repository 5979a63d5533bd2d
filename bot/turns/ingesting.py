"""Documents that an admin sends: fetched, read beside what serves, and shown with what they would change."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.admin_messages import IngestOutcome, ShowIngest
from bot.errors import IngestFailed, NotFetched
from bot.messages import Attachment, Live, Message
from bot.practice.session import Conversation
from bot.turns.turn import Turn

# All that is said about one ingest is one message that changes.
KEY = "ingest"
# Platforms let a message be changed about once a second, and people read no faster.
_SECONDS_BETWEEN = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is: `done` of `total` in this step."""

    step: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """`waiting` is False where nothing differed from what serves, or where it serves already."""

    outcome: IngestOutcome
    waiting: bool


class Fetching(Protocol):
    """One platform's way to get at a file that came with a message."""

    async def fetch(self, attachment: Attachment, folder: Path) -> Path:
        """Writes the file into the folder, under any name. Raises NotFetched."""
        ...


class Intake(Protocol):
    """Where documents come in and are kept for as long as a generation has them."""

    async def take(self, platform: str, files: Sequence[Attachment], links: Sequence[str]) -> tuple[Path, ...]:
        """`platform` is where the files are. Raises NotFetched where one of them cannot be had: then none is kept."""
        ...

    async def release(self, paths: Sequence[Path]) -> None:
        """Removes those of them that no generation holds."""
        ...


class Runner(Protocol):
    def run(self, paths: Sequence[Path], *, hold: bool, origin: str = "") -> AsyncGenerator[Step | Finished, None]:
        """Ends with Finished. What waited for the same `origin` before is replaced. Raises IngestFailed."""
        ...


async def ingest(
    message: Message,
    links: Sequence[str],
    state: Conversation,
    intake: Intake,
    runner: Runner,
    clock: Callable[[], float],
) -> AsyncGenerator[Turn, None]:
    """A turn every two seconds at most, and the last with the outcome; `clock` counts seconds from any moment on.

    Made again after a crash, it replaces what the earlier attempt has built.
    """
    yield _turn(state, ShowIngest("running", "fetching"), final=False)
    try:
        paths = await intake.take(message.learner.partition(":")[0], message.files, links)
    except NotFetched as problem:
        yield _turn(state, ShowIngest("failed", str(problem)))
        return
    try:
        told = clock()
        async with aclosing(runner.run(paths, hold=True, origin=message.id)) as steps:
            async for step in steps:
                match step:
                    case Finished(outcome, waiting):
                        if not waiting:
                            await intake.release(paths)
                        yield _turn(state, _result(outcome, waiting))
                    case Step() if clock() - told >= _SECONDS_BETWEEN:
                        told = clock()
                        yield _turn(state, ShowIngest("running", step.step, step.done, step.total), final=False)
    except IngestFailed as problem:
        await intake.release(paths)
        yield _turn(state, ShowIngest("failed", str(problem)))


def carried_out(turn: Turn) -> str:
    """What the audit keeps of the last turn of an ingest: how it ended, and its generation; "" where it failed, and for
    the turns before."""
    for reply in turn.replies:
        if isinstance(reply, Live) and isinstance(reply.reply, ShowIngest) and reply.reply.state in ("ready", "same"):
            return f"{reply.reply.state} {reply.reply.outcome.generation if reply.reply.outcome else ''}".strip()
    return ""


def _result(outcome: IngestOutcome, waiting: bool) -> ShowIngest:
    if waiting:
        return ShowIngest("ready", outcome=outcome)
    if outcome.errors:
        return ShowIngest("failed", outcome.errors[0], outcome=outcome)
    return ShowIngest("same", outcome=outcome)


def _turn(state: Conversation, shown: ShowIngest, *, final: bool = True) -> Turn:
    return Turn(state, (Live(KEY, shown),), final=final)
