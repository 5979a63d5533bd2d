"""`coach generations` and `coach rollback`."""

from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson


@app.command(epilog="Example:  coach generations")
def generations(as_json: AsJson = False) -> None:
    """Every build of the index that is kept, newest first, with its lineage."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    library = open_library(read_settings())
    serving = library.generations.current_id()
    rows: list[dict[str, Any]] = [
        {
            "id": manifest.id,
            "current": manifest.id == serving,
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
                "serving" if row["current"] else "",
                row["questions"],
                row["passages"],
                row["embedded"],
                len(row["sources"]),
            )
            for row in rows
        ],
    )


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
