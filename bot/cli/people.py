"""`coach ratings` and `coach forget`."""

import asyncio
from typing import Annotated

import typer

from bot.cli import app
from bot.cli.options import AsJson


@app.command(epilog="Examples:  coach ratings   |   coach ratings --json > ratings.jsonl   |   coach ratings --history")
def ratings(
    history: Annotated[bool, typer.Option("--history", help="Earlier votes too, not only those that count.")] = False,
    as_json: AsJson = False,
) -> None:
    """Thumbs up and down, with reasons and what they were about; --json exports them."""
    from bot.assemble import open_store
    from bot.cli.output import print_json_line
    from bot.ratings.export import rating_rows
    from bot.settings import read_settings

    async def run() -> list[dict[str, object]]:
        async with open_store(read_settings()) as store:
            return await rating_rows(store, history=history)

    rows = asyncio.run(run())
    if as_json:
        for row in rows:
            print_json_line(row)
        return
    if not rows:
        print("No ratings yet. In practice, `+` and `-` rate what was shown last.")
        return
    from bot.cli.tables import print_table

    columns = ["at", "learner", "target", "vote", "reason", "comment", "subject"]
    print_table("Ratings", columns, [[row.get(column) for column in columns] for row in rows])


@app.command(epilog="Example:  coach forget ada --yes")
def forget(
    learner: Annotated[str, typer.Argument(help="Whose data to erase.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase everything that a learner ever said or earned here. This cannot be undone."""
    from bot.assemble import open_store
    from bot.cli.output import print_json
    from bot.settings import read_settings

    if not yes:
        typer.confirm(f"Erase everything of {learner!r} for good?", abort=True, err=True)

    async def run() -> dict[str, int]:
        async with open_store(read_settings()) as store:
            return await store.forget(learner)

    erased = asyncio.run(run())
    if as_json:
        print_json({"learner": learner, "erased": erased})
    else:
        total = sum(erased.values())
        print(f"Erased {total} records of {learner!r}." if total else f"There was nothing of {learner!r} here.")
