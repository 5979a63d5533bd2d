"""`coach quality`: what an admin should look at in the material that is in."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson


@app.command(epilog="Examples:  coach quality   |   coach quality --source policies/   |   coach quality --json")
def quality(
    source: Annotated[str | None, typer.Option(help="Only sources whose path contains this.")] = None,
    as_json: AsJson = False,
) -> None:
    """Sources that contradict each other, sources that are old, and answers too thin to grade by."""
    from bot.assemble import open_library
    from bot.cli.output import print_json_line
    from bot.settings import read_settings
    from knowledge.quality.looking import look_over

    settings = read_settings()
    generation = open_library(settings).serving()
    paths = [one.path for one in generation.manifest.sources if source is None or source in one.path]
    found = look_over(generation, paths, datetime.now(UTC), settings.stale_after)
    if as_json:
        for kind in ("contradictions", "stale", "thin"):
            for row in found.to_json()[kind]:
                print_json_line({"what": kind, **row})
        return
    if not (found.contradictions or found.stale or found.thin):
        print(f"Nothing to look at in {len(paths)} sources.")
        return
    _show(found)


def _show(found: Any) -> None:
    from bot.cli.tables import print_table

    if found.contradictions:
        print_table(
            "Contradictions",
            ["kind", "where", "says", "where", "says"],
            [
                (one.kind, one.one.where, one.one.sentence, one.other.where, one.other.sentence)
                for one in found.contradictions
            ],
        )
    if found.stale:
        print_table(
            "Old sources",
            ["source", "last changed", "days ago"],
            [(one.path, f"{one.modified:%Y-%m-%d}", one.days) for one in found.stale],
        )
    if found.thin:
        print_table(
            "Reference answers too thin to grade by",
            ["question", "why", "where"],
            [(one.question, one.reason, one.where) for one in found.thin],
        )
