"""`coach generations`, with what waits to be published, and `coach rollback`."""

from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

generations_app = typer.Typer(
    help="Every build of the index that is kept; publish or discard one that waits.",
    epilog="Examples:  coach generations   |   coach generations publish 20261120T101500-3f2a1b",
    rich_markup_mode=None,
)
app.add_typer(generations_app, name="generations")

GenerationId = Annotated[str, typer.Argument(help="The id of one that waits; `coach generations` lists them.")]


@generations_app.callback(invoke_without_command=True)
def list_generations(context: typer.Context, as_json: AsJson = False) -> None:
    """Every build of the index that is kept, newest first, with its lineage; publish or discard one that waits."""
    if context.invoked_subcommand is not None:
        return
    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    library = open_library(read_settings())
    serving = library.generations.current_id()
    rows: list[dict[str, Any]] = [
        {
            "id": manifest.id,
            "current": manifest.id == serving,
            "waiting": library.generations.is_waiting(manifest.id),
            "created": manifest.created,
            "base": manifest.base,
            "encoder": manifest.encoder,
            "code_version": manifest.code_version,
            "questions": manifest.counts.questions,
            "answered": manifest.counts.answered,
            "passages": manifest.counts.passages,
            "embedded": manifest.embedded,
            "sources": [{"path": source.path, "digest": source.digest} for source in manifest.sources],
            "note": manifest.note,
        }
        for manifest in library.generations.list()
    ]
    if as_json:
        for row in rows:
            print_json_line(row)
        return
    if not rows:
        print("No generation yet: `coach ingest` builds the first one.")
        return
    from bot.cli.tables import print_table

    print_table(
        "Generations",
        ["id", "", "questions", "passages", "embedded", "sources"],
        [
            (
                row["id"],
                "serving" if row["current"] else "waiting" if row["waiting"] else "",
                row["questions"],
                row["passages"],
                row["embedded"],
                len(row["sources"]),
            )
            for row in rows
        ],
    )


@generations_app.command(epilog="Example:  coach generations publish 20261120T101500-3f2a1b")
def publish(generation: GenerationId, as_json: AsJson = False) -> None:
    """Serve a generation that `coach ingest --hold` has built."""
    from bot.assemble import open_library
    from bot.cli.output import print_json
    from bot.settings import read_settings

    manifest = open_library(read_settings()).generations.publish(generation)
    if as_json:
        print_json({"generation": manifest.id})
    else:
        print(f"Serving {manifest.id} now ({manifest.counts.questions} questions). `coach rollback` goes back.")


@generations_app.command(epilog="Example:  coach generations discard 20261120T101500-3f2a1b")
def discard(generation: GenerationId, as_json: AsJson = False) -> None:
    """Remove a generation that `coach ingest --hold` has built and nobody has published."""
    from bot.assemble import open_library
    from bot.assemble.uploads import sweep_uploads
    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    generations = open_library(settings).generations
    manifest = generations.discard(generation)
    sweep_uploads(settings.uploads_folder, {source.digest for source in manifest.sources}, generations)
    if as_json:
        print_json({"discarded": manifest.id})
    else:
        print(f"Discarded {manifest.id}.")


@app.command(epilog="Examples:  coach rollback   |   coach rollback 20261120T101500-3f2a")
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Which one; without it, the one before.")] = None,
    as_json: AsJson = False,
) -> None:
    """Serve an earlier generation again, at once; nothing is deleted."""
    from bot.assemble import open_library
    from bot.cli.output import print_json
    from bot.settings import read_settings

    manifest = open_library(read_settings()).generations.rollback(generation)
    if as_json:
        print_json({"generation": manifest.id})
    else:
        print(f"Serving {manifest.id} now ({manifest.counts.questions} questions). `coach generations` lists all.")
