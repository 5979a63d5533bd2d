"""`coach inbox` and `coach outbox`: what was accepted and what is to be said, for an operator."""

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.records import BoxRow

inbox_app = typer.Typer(
    help="Messages that were accepted: which wait, which are done, which were given up on.",
    epilog="Examples:  coach inbox   |   coach inbox --state dead   |   coach inbox replay   |   coach inbox replay ID",
    rich_markup_mode=None,
)
outbox_app = typer.Typer(
    help="Replies on their way: which wait, which stand on the platform, which were given up on.",
    epilog="Examples:  coach outbox   |   coach outbox --state dead --json   |   coach outbox replay ID",
    rich_markup_mode=None,
)
app.add_typer(inbox_app, name="inbox")
app.add_typer(outbox_app, name="outbox")

Limit = Annotated[int, typer.Option(min=1, help="How many, the newest first.")]
OneId = Annotated[str | None, typer.Argument(help="Only this one; without it, all that were given up on.")]


class InState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    DEAD = "dead"


class OutState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"


@inbox_app.callback(invoke_without_command=True)
def inbox(
    context: typer.Context,
    state: Annotated[InState | None, typer.Option(help="Only these.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    if context.invoked_subcommand is None:
        counts, found = asyncio.run(_look("inbox", state and state.value, limit))
        _show("Inbox", counts, found, as_json)


@inbox_app.command("replay", epilog="Examples:  coach inbox replay   |   coach inbox replay slack:T1:Ev2")
def replay_inbox(message: OneId = None, as_json: AsJson = False) -> None:
    """Have messages treated again that were given up on, once the cause is gone; their words were kept."""
    _told(asyncio.run(_replay("inbox", message)), as_json)


@outbox_app.callback(invoke_without_command=True)
def outbox(
    context: typer.Context,
    state: Annotated[OutState | None, typer.Option(help="Only these.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    if context.invoked_subcommand is None:
        counts, found = asyncio.run(_look("outbox", state and state.value, limit))
        _show("Outbox", counts, found, as_json)


@outbox_app.command("replay", epilog="Examples:  coach outbox replay   |   coach outbox replay slack:T1:Ev2/1.0.0")
def replay_outbox(reply: OneId = None, as_json: AsJson = False) -> None:
    """Try to send replies again that were given up on."""
    _told(asyncio.run(_replay("outbox", reply)), as_json)


async def _look(box: str, state: str | None, limit: int) -> "tuple[dict[str, int], tuple[BoxRow, ...]]":
    from bot.assemble import open_boxes
    from bot.settings import read_settings

    async with open_boxes(read_settings()) as boxes:
        chosen = boxes.inbox if box == "inbox" else boxes.outbox
        return await chosen.counts(), await chosen.list(state, limit)


async def _replay(box: str, one: str | None) -> int:
    from datetime import UTC, datetime

    from bot.assemble import open_boxes
    from bot.settings import read_settings

    async with open_boxes(read_settings()) as boxes:
        chosen = boxes.inbox if box == "inbox" else boxes.outbox
        return await chosen.replay(one, datetime.now(UTC))


def _show(title: str, counts: dict[str, int], found: "tuple[BoxRow, ...]", as_json: bool) -> None:
    """One line each, as ids are long and are there to be copied; what went wrong stands below."""
    from bot.chat.plain_text import without_controls
    from bot.cli.output import print_json_line

    if as_json:
        for one in found:
            print_json_line(one)
        return
    if not counts:
        print(f"{title}: empty.")
        return
    print(f"{title}: " + ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) + ".")
    for one in found:
        again = f" (tried {one.attempts} times)" if one.attempts > 1 else ""
        what = f"{one.kind} " if one.kind else ""
        print(f"  {one.at:%Y-%m-%d %H:%M:%S}  {one.state:<7}  {what}{one.id}{again}")
        if one.error:
            print(f"      {without_controls(one.error)}")


def _told(again: int, as_json: bool) -> None:
    from bot.cli.output import print_json

    if as_json:
        print_json({"replayed": again})
    else:
        print(f"{again} will be tried again." if again else "Nothing was given up on.")
