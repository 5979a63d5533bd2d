"""`coach admins`, `coach audit` and `coach daily`: what admins may do in chat, for whoever runs the machine."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage.administration import AdminStore

_Result = TypeVar("_Result")

admins_app = typer.Typer(
    help="Who may run the coach in chat.",
    epilog="Examples:  coach admins   |   coach admins add slack:T1:U2   |   coach admins remove slack:T1:U2",
    rich_markup_mode=None,
)
app.add_typer(admins_app, name="admins")

LearnerId = Annotated[str, typer.Argument(help="A learner's id with its platform in front, as slack:T1:U2.")]


@admins_app.callback(invoke_without_command=True)
def list_admins(context: typer.Context, as_json: AsJson = False) -> None:
    """Who may run the coach in chat: by the setting COACH_ADMINS, and by a role that was given to them."""
    if context.invoked_subcommand is not None:
        return
    from bot.cli.output import print_json_line
    from bot.cli.tables import print_table

    async def read(settings: "Settings", kept: "AdminStore") -> list[dict[str, object]]:
        named: list[dict[str, object]] = [{"learner": one, "by": "settings", "at": None} for one in settings.admins]
        return named + [{"learner": one.learner, "by": one.given_by, "at": one.at} for one in await kept.roles()]

    rows = _with_store(read)
    if as_json:
        for row in rows:
            print_json_line(row)
    elif rows:
        print_table("Admins", ["learner", "by", "at"], [list(row.values()) for row in rows])
    else:
        print("Nobody may run the coach in chat yet: `coach admins add slack:T1:U2`.")


@admins_app.command(epilog="Example:  coach admins add slack:T1:U2")
def add(learner: LearnerId, as_json: AsJson = False) -> None:
    """Let somebody run the coach in chat."""
    from bot.cli.output import print_json
    from bot.roles import Roles

    async def give(settings: "Settings", kept: "AdminStore") -> bool:
        return await Roles(settings.admins, kept).add(learner, getpass.getuser(), datetime.now(UTC))

    new = _with_store(give)
    if as_json:
        print_json({"learner": learner, "added": new})
    else:
        print(f"{learner} is an admin {'now' if new else 'already'}.")


@admins_app.command(epilog="Example:  coach admins remove slack:T1:U2")
def remove(learner: LearnerId, as_json: AsJson = False) -> None:
    """Take the role from somebody."""
    from bot.cli.output import print_json

    async def take(settings: "Settings", kept: "AdminStore") -> bool:
        return await kept.take_role(learner)

    was = _with_store(take)
    if as_json:
        print_json({"learner": learner, "removed": was})
    else:
        print(f"{learner} is no admin any more." if was else f"{learner} had not been given the role.")


@app.command(epilog="Examples:  coach audit   |   coach audit --limit 1000 --json")
def audit(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50, as_json: AsJson = False
) -> None:
    """Which admin verbs were carried out or refused in chat, by whom and when."""
    from bot.cli.output import print_json_line
    from bot.cli.tables import print_table

    found = _with_store(lambda settings, kept: kept.audited(limit))
    if as_json:
        for one in found:
            print_json_line(one)
    elif found:
        rows = [
            (f"{one.at:%Y-%m-%d %H:%M:%S}", one.learner, one.verb, "done" if one.allowed else "refused", one.detail)
            for one in found
        ]
        print_table("Audit", ["at", "learner", "verb", "", "detail"], rows)
    else:
        print("No admin verb was used in chat yet.")


@app.command(epilog="Example:  coach daily")
def daily(as_json: AsJson = False) -> None:
    """The daily questions, by place; `/daily` in chat sets and ends them."""
    from bot.cli.output import print_json_line
    from bot.cli.tables import print_table

    found = _with_store(lambda settings, kept: kept.dailies())
    if as_json:
        for one in found:
            print_json_line({**_row(one), "last_day": one.last_day.isoformat() if one.last_day else None})
    elif found:
        columns = ["place", "time_of_day", "timezone", "topic", "created_by", "last_day"]
        print_table("Daily questions", columns, [[_row(one)[column] for column in columns] for one in found])
    else:
        print("No daily question yet: in Slack, `/coach daily 09:30 Europe/Berlin rag` in a channel sets one.")


def _row(daily: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(daily)  # type: ignore[call-overload,no-any-return]


def _with_store(act: "Callable[[Settings, AdminStore], Awaitable[_Result]]") -> _Result:
    from bot.assemble import open_store
    from bot.settings import read_settings
    from bot.storage.administration import AdminStore

    settings = read_settings()

    async def run() -> _Result:
        async with open_store(settings) as store:
            return await act(settings, AdminStore(store))

    return asyncio.run(run())
