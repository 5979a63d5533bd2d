"""`coach ingest`: documents in, once, or whenever they change."""

import asyncio
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from ingest.differences import Differences
    from ingest.report import Report

_BUSY_SECONDS = 5.0
_LINK = re.compile(r"https?://", re.I)
_EXAMPLES = (
    "Examples:  coach ingest   |   coach ingest notes/ faq.docx export.zip   |   coach ingest https://a.org/faq   |   "
    "coach ingest notes/ --watch   |   coach ingest notes/ https://a.org/faq --every 6h   |   coach ingest --hold a.md"
)


@app.command(epilog=_EXAMPLES)
def ingest(
    sources: Annotated[list[str] | None, typer.Argument(help="Files, folders, archives or links.")] = None,
    only: Annotated[bool, typer.Option("--only", help="Index nothing but these sources, not even ours.")] = False,
    hold: Annotated[bool, typer.Option("--hold", help="Do not switch: `coach generations publish` does.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and ingest again whenever a file changes.")] = False,
    every: Annotated[
        str, typer.Option(help="Go on, and ingest again at these times: 30m, 6h, 1d, or cron's fields in UTC.")
    ] = "",
    as_json: AsJson = False,
    origin: Annotated[str, typer.Option(hidden=True, help="What waits for the same origin is replaced.")] = "",
    progress_lines: Annotated[bool, typer.Option(hidden=True, help="JSON lines on standard error.")] = False,
    with_parent: Annotated[bool, typer.Option(hidden=True, help="Ends when standard input is closed.")] = False,
) -> None:
    """Read documents into a new generation and switch to it; what did not change is not read again.

    A link is fetched with what robots.txt, a size and a time allow, and asked again only for what is newer.

    Exit status: 0 all went in, 1 some sources could not be used (the others went in), 2 nothing was done.
    """
    from bot.settings import read_settings

    settings = read_settings()
    if only and not sources:
        raise typer.BadParameter("--only needs at least one source")
    if (watch or every) and not sources:
        raise typer.BadParameter("--watch and --every need at least one source")
    if dry_run and (watch or every or hold):
        raise typer.BadParameter("--dry-run writes nothing: leave out --hold, --watch and --every")
    from bot.cli.progress_lines import end_with_parent, explained

    if with_parent:
        end_with_parent()
    options: dict[str, Any] = {"only": only}
    options |= {"dry_run": True} if dry_run else {"serve": not hold, "origin": origin}
    with explained(progress_lines):
        if watch or every:
            asyncio.run(_again_and_again(settings, sources or [], watch, every, options, as_json))
            return
        report = asyncio.run(_once(settings, sources or [], options, as_json, progress_lines))
    _show(report, as_json)
    raise typer.Exit(1 if report.partial else 0)


async def _once(
    settings: Any, sources: Sequence[str], options: dict[str, Any], as_json: bool, progress_lines: bool = False
) -> "Report | Differences":
    from bot.assemble import open_library
    from bot.assemble.ingesting import ingest_sources
    from bot.cli.progress_bar import progress_bar
    from bot.cli.progress_lines import progress_line

    links = [source for source in sources if _LINK.match(source)]
    paths = [Path(source) for source in sources if not _LINK.match(source)]
    with progress_bar(shown=not as_json and sys.stderr.isatty()) as bar:
        progress = progress_line() if progress_lines else bar
        return await ingest_sources(settings, open_library(settings), paths, links, progress=progress, **options)


async def _again_and_again(
    settings: Any, sources: Sequence[str], watch: bool, every: str, options: dict[str, Any], as_json: bool
) -> None:
    """Until Ctrl-C. What goes wrong in one round is said, and tried again in the next."""
    from bot.assemble import House
    from bot.assemble.watching import times, whenever
    from bot.errors import CoachError
    from knowledge.errors import IndexProblem

    trigger = times(every) if every else None
    paths = [Path(source) for source in sources if not _LINK.match(source)]
    if watch and not paths:
        raise typer.BadParameter("--watch looks at files and folders; use --every for links")
    waits = ["for changes"] * watch + [f"for the next of {every!r}"] * bool(every)
    async for why in whenever(paths if watch else (), trigger, asyncio.Event(), House.now):
        try:
            _show(await _when_free(settings, sources, options, as_json), as_json, line=True)
        except (CoachError, IndexProblem) as problem:
            print(f"Not this time: {problem}", file=sys.stderr)
        if why == "start":
            print(f"Waiting {' and '.join(waits)}; Ctrl-C ends it.", file=sys.stderr)


async def _when_free(
    settings: Any, sources: Sequence[str], options: dict[str, Any], as_json: bool
) -> "Report | Differences":
    """While another process ingests, it is waited for: the change that rang will not ring again."""
    from knowledge.errors import BuildInProgress

    while True:
        try:
            return await _once(settings, sources, options, as_json)
        except BuildInProgress:
            await asyncio.sleep(_BUSY_SECONDS)


def _show(report: "Report | Differences", as_json: bool, *, line: bool = False) -> None:
    from bot.cli.output import print_json, print_json_line

    if as_json:
        (print_json_line if line else print_json)(report.to_json())
        return
    from rich.console import Console

    from ingest import differences
    from ingest.report import Report
    from ingest.report_table import table

    if not isinstance(report, Report):
        Console().print(differences.table(report))
        return
    Console().print(table(report))
    if report.waiting:
        print(f"`coach generations publish {report.generation}` has it serve, `discard` removes it.")
