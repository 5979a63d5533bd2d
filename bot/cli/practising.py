"""`coach practice` and `coach progress`."""

import asyncio
import logging
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app
from bot.cli.options import AsJson, Learner


class LevelName(StrEnum):
    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


@app.command(epilog="Examples:  coach practice   |   coach practice --topic rag --count 3   |   coach practice --mock")
def practice(
    topic: Annotated[str | None, typer.Option(help="Only this topic; `coach topics` lists them.")] = None,
    level: Annotated[LevelName | None, typer.Option(help="Only this level.")] = None,
    count: Annotated[int | None, typer.Option(min=1, max=50, help="How many questions.  [default: 5]")] = None,
    mock: Annotated[bool, typer.Option("--mock", help="A timed interview: no feedback until the report.")] = False,
    learner: Learner = None,
    as_json: AsJson = False,
) -> None:
    """Answer interview questions in your own words; due reviews come first, then new ones."""
    from bot.assemble import open_coach
    from bot.chat.interrupting import Interrupt
    from bot.chat.terminal_chat import TerminalChat
    from bot.settings import read_settings

    words = [word for word in (topic, level.value if level else None, str(count) if count else None) if word]
    opening = " ".join(["/mock" if mock else "/practice", *words])

    # What becomes of a call is said in the conversation; `coach model check` says more.
    logging.getLogger("bot.models").addHandler(logging.NullHandler())

    async def run() -> bool:
        async with open_coach(read_settings(), learner, assisted=True) as house:
            house.warm_up()
            # Only a language model takes long enough to be stopped.
            interrupt = Interrupt() if house.assistance else None
            house.stopped = lambda: interrupt is not None and interrupt.asked
            chat = TerminalChat(
                house.coach,
                house.learner,
                house.now,
                house.new_id,
                sys.stdin,
                sys.stdout,
                as_json=as_json,
                interrupt=interrupt,
            )
            return await chat.run(opening)

    if not asyncio.run(run()):
        raise typer.Exit(1)


@app.command(epilog="Examples:  coach progress   |   coach progress --png progress.png")
def progress(
    png: Annotated[Path | None, typer.Option(help="Also draw it into this PNG file.")] = None,
    learner: Learner = None,
    as_json: AsJson = False,
) -> None:
    """Strength by topic, due reviews, streak, and how well your confidence fits your scores."""
    from bot.assemble import open_coach
    from bot.cli.output import print_json
    from bot.settings import read_settings

    async def run() -> None:
        async with open_coach(read_settings(), learner) as house:
            measured = await house.progress(house.learner, house.now())
            if png is not None:
                from bot.progress_picture import draw_progress

                await asyncio.to_thread(draw_progress, measured, png)
            if as_json:
                print_json(measured)
                return
            from bot.cli.tables import print_progress

            print_progress(measured)
            if png is not None:
                print(f"Drawn into {png}.")

    asyncio.run(run())


@app.command(epilog="Example:  coach topics")
def topics(as_json: AsJson = False) -> None:
    """What there is to practise: topics with their questions by level."""
    from collections import Counter, defaultdict

    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.cli.tables import print_table
    from bot.settings import read_settings

    library = open_library(read_settings()).serving()
    by_topic: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question in library.outlines(gradable=True):
        by_topic[question.topic][str(question.level)] += 1
    rows = [
        {"topic": topic, "questions": levels.total(), **{level.value: levels[level.value] for level in LevelName}}
        for topic, levels in sorted(by_topic.items())
        if topic
    ]
    if as_json:
        for row in rows:
            print_json_line(row)
        return
    print_table("Topics", ["topic", "questions", *LevelName], [list(row.values()) for row in rows])
