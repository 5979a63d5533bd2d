"""`coach grade` and `coach eval`: the grader and the other parts, measured."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

eval_app = typer.Typer(
    help="Measure retrieval, grading, ingest and abstention over labelled files.",
    epilog="Examples:  coach eval grading answers.jsonl   |   coach eval retrieval questions.csv --json",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(eval_app, name="eval")

Files = Annotated[list[Path], typer.Argument(help="Labelled files; docs/evaluation.md says what they look like.")]


@app.command(epilog="Example:  coach grade --json --input answers.jsonl")
def grade(
    input_file: Annotated[
        Path, typer.Option("--input", help="JSON lines of {id, question, reference, answer}; - is standard input.")
    ],
    as_json: AsJson = False,
) -> None:
    """Grade answers against a reference, or, without one, against what the corpus says about the question."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line, read_json_lines
    from bot.settings import read_settings

    library = open_library(read_settings())
    for row in read_json_lines(input_file, "question", "answer"):
        graded = library.grade_row(str(row["question"]), row.get("reference"), str(row["answer"]))
        if as_json:
            print_json_line({"id": row.get("id"), **graded})
        else:
            score = "no reference" if graded["score"] is None else f"{graded['score']:.0%} {graded['verdict']}"
            print(f"{row.get('id', '')}\t{score}\t{graded['feedback']}")


@eval_app.command(epilog="Example:  coach eval retrieval questions.csv")
def retrieval(files: Files, as_json: AsJson = False) -> None:
    """Hit rate and reciprocal rank of `coach search` on questions whose right document is known."""
    measure_files("retrieval", files, as_json)


@eval_app.command(name="ingest", epilog="Example:  coach eval ingest gold/01.json")
def eval_ingest(files: Files, as_json: AsJson = False) -> None:
    """Question recall and precision, answered or not, and answer text against gold files."""
    measure_files("ingest", files, as_json)


@eval_app.command(epilog="Example:  coach eval points labelled.jsonl")
def points(files: Files, as_json: AsJson = False) -> None:
    """Verdicts on single key points against a person's, on questions of the corpus."""
    measure_files("points", files, as_json)


@eval_app.command(epilog="Example:  coach eval abstention questions.jsonl")
def abstention(files: Files, as_json: AsJson = False) -> None:
    """Whether `coach ask` answers what it can and says that it does not know what it cannot."""
    measure_files("abstention", files, as_json)


def measure_files(what: str, files: list[Path], as_json: bool) -> None:
    """Prints what one evaluation finds in each file."""
    from bot.assemble import open_library
    from bot.cli.output import print_json
    from bot.evals.run import measure
    from bot.settings import read_settings

    figures: dict[str, Any] = {}
    library = open_library(read_settings())
    for file in files:
        figures[str(file)] = measure(what, file, library)
    if as_json:
        print_json(figures)
        return
    for name, measured in figures.items():
        figures_table(f"{what}: {name}", measured)


def figures_table(title: str, figures: dict[str, Any]) -> None:
    """Figures by name, those within others after their name."""
    from bot.cli.tables import print_table

    print_table(title, ["figure", "value"], list(_flat(figures)))


def _flat(figures: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name} ")
        else:
            rows.append((prefix + name, f"{value:.4g}" if isinstance(value, float) else value))
    return rows
