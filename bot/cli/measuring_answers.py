"""`coach eval answers` and `coach eval grading`: with a language model, and without."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.measuring import Files, eval_app, figures_table, measure_files
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.assemble.library import Library
    from bot.evals.answers import Query, Told
    from bot.evals.grading import GradingRow
    from bot.evals.grading_beside import Twice
    from bot.settings import Settings

Limit = Annotated[int, typer.Option(min=0, help="So many rows of each file, drawn by chance; 0: all.")]
Version = Annotated[str, typer.Option(help="This version of the prompt.  [default: the newest released one]")]
Seed = Annotated[int, typer.Option(help="The same seed draws the same rows.")]


@eval_app.command(
    epilog="Examples:  coach eval answers questions.jsonl --limit 50 --show 5   |   "
    "coach eval answers questions.jsonl --no-model --json"
)
def answers(
    files: Files,
    limit: Limit = 0,
    seed: Seed = 0,
    model: Annotated[
        bool | None, typer.Option("--model/--no-model", help="With the language model.  [default: if one is set]")
    ] = None,
    version: Version = "",
    show: Annotated[int, typer.Option(min=0, help="Print so many sentences with their passages, for a person.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Write every answer to this JSON lines file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sentences and citations of answers, what a model wrote and what the check dropped."""
    from bot.assemble import open_library
    from bot.cli.output import print_json
    from bot.errors import UnusableInput
    from bot.evals.answer_figures import measure
    from bot.evals.answers import read_queries, triples, write
    from bot.settings import read_settings

    settings = read_settings()
    queries = {str(file): read_queries(file, limit, seed) for file in files}
    if out is not None and not out.parent.is_dir():
        raise UnusableInput(f"{out} cannot be written: there is no folder {out.parent}.")
    library = open_library(settings)

    def passages_of(question_id: str) -> list[str]:
        return [passage.id for passage in library.passages(question_id)]

    assisted = bool(settings.model_url) if model is None else model
    told = asyncio.run(_told(settings, library, queries, assisted=assisted, version=version, visible=not as_json))
    figures = {name: measure(found, passages_of).to_json() for name, found in told.items()}
    everything = [one for found in told.values() for one in found]
    if out is not None:
        write(everything, out)
    shown = triples(everything, show, seed) if show else []
    if as_json:
        looked = [{"question": asked, "sentence": said, "passages": read} for asked, said, read in shown]
        print_json({**figures, **({"show": looked} if show else {})})
        return
    for name, measured in figures.items():
        figures_table(f"answers: {name}", measured)
    for number, (asked, said, read) in enumerate(shown, 1):
        print(f"\n{number}. {asked}\n   said: {said}")
        for text in read:
            print(f"   read: {' '.join(text.split())}")


@eval_app.command(
    epilog="Examples:  coach eval grading answers.jsonl   |   coach eval grading answers.jsonl --model --limit 100"
)
def grading(
    files: Files,
    model: Annotated[bool, typer.Option("--model", help="Also with the language model's arguments heard.")] = False,
    limit: Limit = 0,
    seed: Seed = 0,
    version: Version = "",
    as_json: AsJson = False,
) -> None:
    """Agreement with human scores, constant baselines beside it, and detection of spoilt answers.

    With --model: the same answers graded without and with the language model's arguments, side by side, as if it had
    earned to be heard (`coach model trial` decides that).
    """
    if not model:
        if limit or version:
            raise typer.BadParameter("--limit and --version go with --model")
        measure_files("grading", files, as_json)
        return
    from bot.assemble import open_library
    from bot.cli.output import print_json
    from bot.evals.grading import read_rows
    from bot.evals.grading_beside import compare
    from bot.evals.run import unusable_input
    from bot.evals.sampling import sampled
    from bot.settings import read_settings

    settings = read_settings()
    rows, figures = {}, {}
    for file in files:
        with unusable_input(file):
            rows[file] = sampled(read_rows(file, "dev") or read_rows(file), limit, seed)
    graded = asyncio.run(_graded(settings, open_library(settings), rows, version=version, visible=not as_json))
    for file, found in graded.items():
        with unusable_input(file):
            figures[str(file)] = compare(found, seed).to_json()
    if as_json:
        print_json(figures)
        return
    for name, measured in figures.items():
        figures_table(f"grading with the model: {name}", measured)


async def _graded(
    settings: "Settings", library: "Library", rows: "dict[Path, list[GradingRow]]", *, version: str, visible: bool
) -> "dict[Path, list[Twice]]":
    from bot.assemble.overheard import open_opinion
    from bot.cli.progress_bar import progress_bar
    from bot.evals.grading_runs import grade_twice

    async with open_opinion(settings, library, version) as opinion:
        with progress_bar(shown=visible) as done:
            return {name: await grade_twice(some, library.grade_text, opinion, done) for name, some in rows.items()}


async def _told(
    settings: "Settings",
    library: "Library",
    queries: "dict[str, list[Query]]",
    *,
    assisted: bool,
    version: str,
    visible: bool,
) -> "dict[str, list[Told]]":
    from contextlib import nullcontext

    from bot.assemble.overheard import open_worded
    from bot.cli.progress_bar import progress_bar
    from bot.evals.answer_runs import tell

    answerer = library.answerer()
    async with open_worded(settings, library, version) if assisted else nullcontext() as worded:
        with progress_bar(shown=visible) as done:
            return {name: await tell(rows, answerer, worded, done) for name, rows in queries.items()}
