"""`coach ingest`, `coach questions` and `coach sources`."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson


@app.command(epilog="Examples:  coach ingest   |   coach ingest notes/ faq.md   |   coach ingest --hold faq.md")
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders, however messy.")] = None,
    only: Annotated[bool, typer.Option("--only", help="Index nothing but these paths, not even ours.")] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Do not switch: `coach generations publish` does.")] = False,
    as_json: AsJson = False,
    origin: Annotated[str, typer.Option(hidden=True, help="What waits for the same origin is replaced.")] = "",
    progress_lines: Annotated[bool, typer.Option(hidden=True, help="JSON lines on standard error.")] = False,
    with_parent: Annotated[bool, typer.Option(hidden=True, help="Ends when standard input is closed.")] = False,
) -> None:
    """Read documents into a new generation and switch to it; what did not change is not read again.

    Exit status: 0 all went in, 1 some sources could not be used (the others went in), 2 nothing was done.
    """
    from bot.assemble import open_library, run_ingest
    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    if only and not paths:
        raise typer.BadParameter("--only needs at least one path")
    from bot.cli.progress_bar import progress_bar
    from bot.cli.progress_lines import end_with_parent, explained, progress_line

    if with_parent:
        end_with_parent()
    with explained(progress_lines), progress_bar(shown=not as_json and sys.stderr.isatty()) as bar:
        report = asyncio.run(
            run_ingest(
                settings,
                open_library(settings),
                paths or [],
                only=only,
                progress=progress_line() if progress_lines else bar,
                serve=not hold,
                origin=origin,
            )
        )
    if as_json:
        print_json(report.to_json())
    else:
        from rich.console import Console

        from ingest.report import table

        Console().print(table(report))
        if report.waiting:
            print(f"`coach generations publish {report.generation}` has it serve, `discard` removes it.")
    raise typer.Exit(1 if report.partial else 0)


@app.command(epilog="Examples:  coach questions --topic rag   |   coach questions --json > questions.jsonl")
def questions(
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    source: Annotated[str | None, typer.Option(help="Only sources whose path contains this.")] = None,
    as_json: AsJson = False,
) -> None:
    """Every question of the generation that serves now, with where it stands."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    found = [
        question
        for question in open_library(read_settings()).serving().questions(topic, None, None)
        if source is None or source in question.locator.path
    ]
    if as_json:
        for question in found:
            print_json_line(question_row(question))
        return
    from bot.cli.tables import print_table

    print_table(
        f"{len(found)} questions",
        ["id", "topic", "level", "answer", "question", "where"],
        [
            (
                question.id,
                question.topic,
                question.level,
                _state(question),
                question.text,
                question.locator.where,
            )
            for question in found
        ],
    )


def question_row(question: Any) -> dict[str, Any]:
    """The stable JSON form of a question."""
    answer = question.answer
    return {
        "id": question.id,
        "question": question.text,
        "answered": answer is not None and not answer.draft,
        "draft": answer is not None and answer.draft,
        "answer": answer.text if answer else None,
        "key_points": [
            {
                "id": point.id,
                "text": point.text,
                "terms": point.terms,
                "probe": point.probe,
                "spans": [[span.start, span.end] for span in point.spans],
            }
            for point in (answer.key_points if answer else ())
        ],
        "topic": question.topic,
        "level": question.level,
        "kind": question.kind,
        "duplicate_of": question.duplicate_of,
        "metadata": dict(question.metadata),
        "source": {
            "path": question.locator.path,
            "start_line": question.locator.start_line,
            "end_line": question.locator.end_line,
            "section": question.locator.section,
            "place": question.locator.place,
        },
    }


def _state(question: Any) -> str:
    if question.duplicate_of:
        return "same as " + str(question.duplicate_of)
    if question.answer is None:
        return "none"
    return "draft" if question.answer.draft else "yes"


@app.command(epilog="Example:  coach sources")
def sources(as_json: AsJson = False) -> None:
    """The documents that the generation which serves now was made from."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    manifest = open_library(read_settings()).serving().manifest
    if as_json:
        for source in manifest.sources:
            print_json_line(source)
        return
    from bot.cli.tables import print_table

    print_table(
        f"Sources of {manifest.id}",
        ["path", "format", "title", "modified", "digest"],
        [
            (one.path, one.format, one.title, f"{one.modified:%Y-%m-%d}" if one.modified else "", one.digest[:12])
            for one in manifest.sources
        ],
    )
