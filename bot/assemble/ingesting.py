"""Where the bot hands documents and approved answers to ingest."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.assemble.house import House, open_store
from bot.assemble.library import Library
from bot.assemble.quarantine import decide, decisions_of
from bot.assemble.uploads import sweep_old_uploads
from bot.errors import UnknownThing
from bot.settings import Settings

if TYPE_CHECKING:
    from ingest.differences import Differences
    from ingest.report import Report
    from knowledge.index import Generation

# Passages of one run that are compared with other sources at once; `coach quality` compares all, when asked to.
_MOST_COMPARED = 5_000

Progressing = Callable[[str, int, int], None]


async def run_ingest(
    settings: Settings,
    library: Library,
    paths: Sequence[Path],
    *,
    only: bool,
    progress: Progressing,
    serve: bool = True,
    origin: str = "",
    starter: bool | None = None,
) -> "Report":
    """Reads the paths into a new generation that serves at once, or, without `serve`, waits for an admin.

    The starter corpus is read too, without `only`, or as `starter` says; `origin` is what an attempt made again has in
    common with the one before.
    """
    from ingest.build import ingest

    async with open_store(settings) as store:
        approvals = {name: approval.answer for name, approval in (await store.approvals()).items()}
        decisions = await decisions_of(store)
    with library.workers() as readers, library.unpacker() as unpacker:
        report = await asyncio.to_thread(
            ingest,
            paths,
            library.generations,
            readers=readers,
            unpack=unpacker.unpack,
            starter=not only if starter is None else starter,
            only=only,
            approvals=approvals,
            decisions=decisions,
            limits=library.limits(),
            draft=lambda generation: _drafter(library, generation),
            progress=progress,
            now=House.now,
            serve=serve,
            origin=origin,
        )
    from knowledge.errors import BuildInProgress

    # Whoever builds meanwhile tidies up after that build.
    with suppress(BuildInProgress):
        await asyncio.to_thread(library.generations.prune, settings.keep_generations)
        await asyncio.to_thread(sweep_old_uploads, settings.uploads_folder, library.generations, House.now())
    return await asyncio.to_thread(_looked_over, report, library, settings)


def _looked_over(report: "Report", library: Library, settings: Settings) -> "Report":
    """The report with what an admin should look at in the sources that this run read, our own left out."""
    from ingest.content import STARTER
    from knowledge.quality.looking import look_over

    read = [one.path for one in report.sources if not one.unchanged and not one.path.startswith(STARTER)]
    if not read or not report.generation:
        return report
    generation = library.generations.open(report.generation)
    return replace(report, quality=look_over(generation, read, House.now(), settings.stale_after, _MOST_COMPARED))


async def preview_ingest(
    settings: Settings, library: Library, paths: Sequence[Path], *, only: bool, progress: Progressing
) -> "Differences":
    """What `run_ingest` would change of what serves now; nothing is embedded or written."""
    from ingest.differences import differences

    async with open_store(settings) as store:
        approvals = {name: approval.answer for name, approval in (await store.approvals()).items()}
        decisions = await decisions_of(store)
    with library.workers() as readers, library.unpacker() as unpacker:
        return await asyncio.to_thread(
            differences,
            paths,
            library.generations.current(),
            readers=readers,
            unpack=unpacker.unpack,
            starter=not only,
            only=only,
            approvals=approvals,
            decisions=decisions,
            limits=library.limits(),
            progress=progress,
            now=House.now,
        )


async def ingest_sources(
    settings: Settings,
    library: Library,
    paths: Sequence[Path],
    links: Sequence[str],
    *,
    dry_run: bool = False,
    **options: Any,
) -> "Report | Differences":
    """As `run_ingest`, or `preview_ingest` for a dry run, with links that an operator gave; one that cannot be fetched
    is among the errors."""
    run: Callable[..., Awaitable[Report | Differences]] = preview_ingest if dry_run else run_ingest
    if not links:
        return await run(settings, library, paths, **options)
    from bot.assemble.link_intake import operators_links, take_links
    from ingest.files.sources import Problem

    fetched, refused = await take_links(operators_links(settings), links)
    report = await run(settings, library, [*paths, *fetched], **options)
    return replace(report, errors=(*report.errors, *(Problem(link, sentence) for link, sentence in refused)))


def _drafter(library: Library, generation: "Generation") -> Callable[[str], Any]:
    from knowledge.answering import Answerer

    return Answerer(generation, library.encoder).draft_answer


async def approve_answer(settings: Settings, library: Library, question_id: str, words: str | None) -> "Report":
    """Makes the draft, or the given words, the reference answer. Raises UnknownThing."""
    from bot.records import Approval

    question = library.serving().question(question_id)
    if question is None or question.gradable:
        raise UnknownThing(f"No question {question_id!r} waits for an answer: `coach gaps` lists those that do.")
    if words is None and question.answer is None:
        raise UnknownThing(
            f"Question {question_id} has no draft, for nothing in the corpus answers it: "
            "give your own words with `coach gaps answer`."
        )
    text = words or (question.answer.text if question.answer else "")
    async with open_store(settings) as store:
        await store.approve(Approval(question_id, text, getpass.getuser(), datetime.now(UTC)))
    return await run_ingest(settings, library, [], only=False, starter=False, progress=lambda what, done, total: None)


async def release_pieces(settings: Settings, library: Library, ids: Sequence[str]) -> "Report":
    """Has these pieces of documents go in as normal questions and passages, at once. Raises UnknownThing."""
    await decide(settings, library, ids, "released", getpass.getuser())
    # Nothing has to be read for it: what is released is in the generation that serves.
    return await run_ingest(settings, library, [], only=False, starter=False, progress=lambda what, done, total: None)
