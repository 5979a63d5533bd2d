"""`coach gaps`: what people asked in vain, and questions that wait for an answer."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

gaps_app = typer.Typer(
    help="What people asked in vain, and questions without an approved answer.",
    epilog="Examples:  coach gaps   |   coach gaps approve ID   |   coach gaps answer ID --text FILE",
    rich_markup_mode=None,
)
app.add_typer(gaps_app, name="gaps")


@gaps_app.callback(invoke_without_command=True)
def list_gaps(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is not None:
        return
    from bot.assemble import open_library, open_store
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    settings = read_settings()

    async def asked() -> list[dict[str, Any]]:
        async with open_store(settings) as store:
            return [
                {"id": gap.id, "kind": "asked", "question": gap.question, "times": gap.times, "draft": None}
                for gap in await store.gaps("open")
            ]

    rows = asyncio.run(asked())
    generation = open_library(settings).generations.current()
    for question in generation.questions() if generation else ():
        if question.duplicate_of is None and not question.gradable:
            draft = question.answer.text if question.answer else None
            rows.append(
                {"id": question.id, "kind": "unanswered", "question": question.text, "times": 0, "draft": draft}
            )
    if as_json:
        for row in rows:
            print_json_line(row)
        return
    if not rows:
        print("No gaps: everything that was asked has an answer.")
        return
    from bot.cli.tables import print_table

    print_table(
        "Gaps",
        ["id", "kind", "times", "question", "draft"],
        [(row["id"], row["kind"], row["times"], row["question"], _opening(row["draft"])) for row in rows],
    )
    print("`coach gaps show ID` shows a draft whole, `coach gaps approve ID` accepts it, and")
    print("`coach gaps answer ID --text FILE` answers in your own words.")


def _opening(draft: str | None) -> str:
    words = (draft or "none").split()
    return " ".join(words[:12]) + (" ..." if len(words) > 12 else "")


@gaps_app.command(epilog="Example:  coach gaps show 3fa2b81c90de")
def show(
    question: Annotated[str, typer.Argument(help="The id of a question with a draft.")], as_json: AsJson = False
) -> None:
    """A drafted answer with the passages it was put together from."""
    from bot.assemble import open_library
    from bot.chat.plain_text import render
    from bot.cli.material import question_row
    from bot.cli.output import print_json
    from bot.errors import UnknownThing
    from bot.messages import ShowReference
    from bot.settings import read_settings

    found = open_library(read_settings()).serving().question(question)
    if found is None or found.answer is None:
        raise UnknownThing(f"There is no question {question!r} with a draft: `coach gaps` lists them.")
    if as_json:
        print_json({**question_row(found), "citations": found.answer.citations})
        return
    print(found.text)
    print(render(ShowReference(found.answer.text, found.answer.citations, found.misconception)))


@gaps_app.command(epilog="Example:  coach gaps approve 3fa2b81c90de")
def approve(
    question: Annotated[str, typer.Argument(help="The id of a question with a draft.")], as_json: AsJson = False
) -> None:
    """Accept a drafted answer: from now on learners are asked this question and graded against it."""
    _approve(question, None, as_json)


@gaps_app.command(epilog="Example:  coach gaps answer 3fa2b81c90de --text answer.txt")
def answer(
    question: Annotated[str, typer.Argument(help="The id of an unanswered question.")],
    text: Annotated[Path, typer.Option(help="A file with the answer in your own words.")],
    as_json: AsJson = False,
) -> None:
    """Answer a question in your own words."""
    from bot.errors import UnusableInput

    try:
        words = text.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableInput(f"{text} cannot be read as UTF-8 text ({problem}): give a text file.") from None
    if not words:
        raise UnusableInput(f"{text} is empty: write the answer into it first.")
    _approve(question, words, as_json)


@gaps_app.command(epilog="Example:  coach gaps close 5c1d")
def close(gap: Annotated[str, typer.Argument(help="The id of an asked gap.")], as_json: AsJson = False) -> None:
    """Take a question that people asked off the list."""
    from bot.assemble import open_store
    from bot.cli.output import print_json
    from bot.settings import read_settings

    async def run() -> None:
        async with open_store(read_settings()) as store:
            await store.close_gap(gap)

    asyncio.run(run())
    if as_json:
        print_json({"closed": gap})
    else:
        print("Closed.")


def _approve(question_id: str, words: str | None, as_json: bool) -> None:
    from bot.assemble import approve_answer, open_library
    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    report = asyncio.run(approve_answer(settings, open_library(settings), question_id, words))
    if as_json:
        print_json({"approved": question_id, "generation": report.generation})
    else:
        print(f"Approved. Generation {report.generation} serves it now.")
