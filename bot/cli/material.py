"""`coach questions` and `coach sources`."""

from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson


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
