"""`coach model trial`: whether a model has earned a say in grading."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.model import model_app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.assisting.trials import Outcome
    from bot.evals.judging import TrialRow
    from bot.settings import Settings


@model_app.command(epilog="Examples:  coach model trial   |   coach model trial --answers 20 --seed 1 --dry-run")
def trial(
    answers: Annotated[
        int, typer.Option(min=2, help="So many labelled answers, drawn by chance; there are 120.")
    ] = 120,
    seed: Annotated[int, typer.Option(help="The same seed draws the same answers.")] = 0,
    version: Annotated[str, typer.Option(help="A version of the prompt `feedback`.  [default: the released one]")] = "",
    model: Annotated[str, typer.Option(help="Another model of the same endpoint.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the outcome and do not keep it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Grade labelled answers with and without the model's arguments: only a model that helps is heard in practice."""
    from dataclasses import asdict

    from bot.assisting.trials import TrialBook
    from bot.cli.output import print_json
    from bot.cli.tables import print_table
    from bot.evals.judging import drawn
    from bot.settings import read_settings

    settings = read_settings()
    outcome = asyncio.run(_outcome(settings, drawn(answers, seed), version, model, visible=not as_json))
    if not dry_run:
        TrialBook(settings.home, outcome.grader).keep(outcome)
    if as_json:
        print_json(asdict(outcome))
        return
    print_table(f"trial of {outcome.model} with {outcome.prompt}", ["figure", "without", "with"], _rows(outcome))
    print(_verdict(outcome) + (" This was not kept." if dry_run else ""))


async def _outcome(
    settings: "Settings", rows: "tuple[TrialRow, ...]", version: str, model: str, *, visible: bool
) -> "Outcome":
    from datetime import UTC, datetime

    from bot.assemble import open_library
    from bot.assemble.trial import open_trial
    from bot.cli.progress_bar import progress_bar
    from bot.errors import UnusableInput
    from bot.evals.judging import outcome_of, try_rows

    grader = open_library(settings).grader
    async with open_trial(settings, version, model) as ask:
        with progress_bar(shown=visible) as progress:
            tried = await try_rows(rows, grader, ask, lambda done, total: progress("answers", done, total))
    try:
        return outcome_of(tried, grader.version, datetime.now(UTC))
    except ValueError as problem:
        raise UnusableInput(f"There is no outcome: {problem}. Try `coach prompts try feedback` first.") from None


def _rows(outcome: "Outcome") -> list[tuple[str, Any, Any]]:
    one, other = outcome.without, outcome.with_model
    return [
        ("points judged as a person does", one.accuracy, other.accuracy),
        ("macro-F1", one.macro_f1, other.macro_f1),
        ("score: Pearson", one.pearson, other.pearson),
        ("score: RMSE", one.rmse, other.rmse),
        ("answers, of them without a reply", outcome.answers, outcome.unanswered),
        ("arguments made, heard", outcome.made, outcome.heard),
        ("replies with an invented argument", "", outcome.voided),
        (
            "gain in an answer's points, 95% interval",
            outcome.difference,
            f"{outcome.interval[0]} to {outcome.interval[1]}",
        ),
    ]


def _verdict(outcome: "Outcome") -> str:
    if outcome.earned:
        return (
            "From now on its arguments are heard: one step, on the learner's words, where the computed grade is unsure."
        )
    return "Its arguments are counted and change no grade: to be heard, it must change 20 verdicts and do no harm."
