"""`coach ratings`, `coach link` and `coach forget`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app
from bot.cli.options import AsJson, Learner


@app.command(epilog="Examples:  coach ratings   |   coach ratings --json > ratings.jsonl   |   coach ratings --history")
def ratings(
    history: Annotated[bool, typer.Option("--history", help="Earlier votes too, not only those that count.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Also write them into this CSV file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Thumbs up and down, with reasons and what they were about; --json and --csv export them."""
    from bot.assemble import open_store
    from bot.cli.output import print_json_line
    from bot.ratings.export import Row, rating_rows, write_csv
    from bot.ratings.summary import RatingSummary, summarise
    from bot.settings import read_settings

    async def run() -> tuple[list[Row], RatingSummary]:
        async with open_store(read_settings()) as store:
            return await rating_rows(store, history=history), summarise(await store.ratings())

    rows, summary = asyncio.run(run())
    if csv is not None:
        with csv.open("w", encoding="utf-8", newline="") as file:
            write_csv(rows, file)
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
    tallies = [*([summary.overall] if summary.overall else []), *summary.targets, *summary.templates]
    print_table(
        "Share of thumbs up",
        ["of", "up", "down", "share", "95 % interval"],
        [(one.name, one.up, one.down, one.share, f"{one.low:.2f} to {one.high:.2f}") for one in tallies],
    )
    if summary.reasons:
        print_table("Reasons against", ["reason", "votes"], summary.reasons)


@app.command(epilog="Examples:  coach link   |   coach link ABCD-2345")
def link(
    code: Annotated[str, typer.Argument(help="A code from the other platform; without one, you get one.")] = "",
    learner: Learner = None,
    as_json: AsJson = False,
) -> None:
    """Join what you do here with what you do on another platform, by a code from one typed on the other."""
    from bot.assemble import open_coach
    from bot.chat.json_reply import reply_to_dict
    from bot.chat.plain_text import render
    from bot.cli.output import print_json_line
    from bot.messages import Message
    from bot.settings import read_settings

    async def run() -> None:
        async with open_coach(read_settings(), learner) as house:
            conversation = f"terminal-link:{house.learner}"
            message = Message(house.new_id(), house.learner, conversation, f"/link {code}", house.now())
            async for reply in house.coach.reply(message):
                if as_json:
                    print_json_line(reply_to_dict(reply))
                else:
                    print(render(reply))

    asyncio.run(run())


@app.command(epilog="Example:  coach forget ada --yes")
def forget(
    learner: Annotated[str, typer.Argument(help="Whose data to erase.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase all that a learner ever said or earned, on every platform that they linked. This cannot be undone."""
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
