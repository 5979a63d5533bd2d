"""`coach ask` and `coach search`."""

import asyncio
import logging
from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson, InputFile, Learner


@app.command(epilog='Examples:  coach ask "what is shadow deployment?"   |   coach ask --json --input questions.jsonl')
def ask(
    text: Annotated[str | None, typer.Argument(help="The question.")] = None,
    input_file: InputFile = None,
    model: Annotated[
        bool | None,
        typer.Option(
            "--model/--no-model",
            help="Whether a language model, if one is set, words the answer.  [default: --input no, else yes]",
        ),
    ] = None,
    learner: Learner = None,
    as_json: AsJson = False,
) -> None:
    """A short answer made of cited sentences, or an honest "I do not know" that is noted as a gap.

    A question may follow the one asked before it: the answer then says how it was read.
    """
    from bot.cli.answering import answer_each, answer_one
    from bot.errors import SettingsError
    from bot.settings import read_settings

    # What becomes of a call is said with the answer; `coach model check` says more.
    logging.getLogger("bot.models").addHandler(logging.NullHandler())
    settings = read_settings()
    if model and not settings.model_url:
        raise SettingsError("There is no language model to ask: set COACH_MODEL_URL, as http://localhost:8000/v1.")
    if input_file is not None:
        asyncio.run(answer_each(settings, input_file, learner, assisted=bool(model)))
    elif not text:
        raise typer.BadParameter("give a question, or --input FILE")
    else:
        asyncio.run(answer_one(settings, text, learner, assisted=model is not False, as_json=as_json))


@app.command(epilog='Examples:  coach search "kv cache" --limit 3   |   coach search --filter topic=rag "chunk size"')
def search(
    text: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many passages.")] = 5,
    only: Annotated[list[str] | None, typer.Option("--filter", help="key=value; may be repeated.")] = None,
    input_file: InputFile = None,
    as_json: AsJson = False,
) -> None:
    """The best passages for a query, by meaning and by words."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line, read_json_lines
    from bot.settings import read_settings

    library = open_library(read_settings()).serving()
    filters = dict(_pair(one) for one in only or ())
    if input_file is not None:
        for row in read_json_lines(input_file, "query"):
            own = {str(key): str(value) for key, value in (row.get("filter") or {}).items()}
            hits = library.search(str(row["query"]), limit, filters | own)
            print_json_line({"id": row.get("id"), "hits": [hit_row(hit) for hit in hits]})
        return
    if not text:
        raise typer.BadParameter("give a query, or --input FILE")
    hits = library.search(text, limit, filters)
    if as_json:
        print_json_line({"id": None, "hits": [hit_row(hit) for hit in hits]})
        return
    from bot.cli.tables import print_table

    rows = [(hit.score, hit.passage.locator.where, hit.passage.context, _short(hit)) for hit in hits]
    print_table(f"Passages for: {text}", ["score", "where", "question or section", "text"], rows)


def hit_row(hit: Any) -> dict[str, Any]:
    passage = hit.passage
    return {
        "id": passage.id,
        "path": passage.locator.path,
        "start_line": passage.locator.start_line,
        "end_line": passage.locator.end_line,
        "place": passage.locator.place,
        "text": passage.text,
        "score": round(hit.score, 6),
        "question_id": passage.question_id,
        "question": passage.context,
        "metadata": dict(passage.metadata),
    }


def _short(hit: Any) -> str:
    words = hit.passage.text.split()
    return " ".join(words[:40]) + (" …" if len(words) > 40 else "")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise typer.BadParameter(f"--filter takes key=value, not {text!r}")
    return key, value
