"""One ingest from end to end: each document goes into the generation in the making as soon as it has been read."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from ingest.changes import Changes
from ingest.content import STARTER, Extracted
from ingest.drafting import Drafting
from ingest.drafts import Drafter
from ingest.files.sources import Limits, Unpack
from ingest.incoming import Finished, Incoming
from ingest.linking import link
from ingest.progress import Progress, expected, unseen
from ingest.quarantine import UNDECIDED, Decisions
from ingest.reading import Here, Readers
from ingest.report import Report, SourceReport, Tally, source_report
from knowledge.index import Building, Generation, Generations
from knowledge.questions import Source, SourceContent

__all__ = ["Progress", "ingest"]

# Of what was written, the report needs what was left out of it, and not what is in the generation by now.
_WRITTEN = SourceContent(Source("", "", ""))


@dataclass(slots=True)
class _Run:
    """What is known of a run when its documents have been read: what was left out of those that were `read`, and
    `twins`, the sources with questions that another one stands for."""

    incoming: Incoming
    changes: Changes
    changed: bool = False
    read: dict[str, Extracted] = field(default_factory=dict)
    twins: Collection[str] = frozenset()


def ingest(
    paths: Sequence[Path],
    generations: Generations,
    *,
    now: Callable[[], datetime],
    starter: bool = True,
    only: bool = False,
    approvals: Mapping[str, str] | None = None,
    decisions: Decisions = UNDECIDED,
    limits: Limits | None = None,
    readers: Readers | None = None,
    unpack: Unpack | None = None,
    progress: Progress | None = None,
    draft: Callable[[Generation], Drafter] | None = None,
    serve: bool = True,
    origin: str = "",
) -> Report:
    """Brings the index up to date with the paths and makes a new generation of it where anything differs.

    The packaged corpus (`starter`) and what was ingested earlier stay; with `only` nothing stays but these paths. A
    file that is gone from a folder named here is removed. `approvals` maps ids of unanswered questions to the answers
    that an admin has approved, `decisions` are about what is in quarantine. `readers` read what is new, in this process
    where none are given; `unpack` opens archives, which are left alone without it. `draft` makes, from the finished
    generation, the function that drafts answers to the questions left; the drafts are a generation of their own. What
    cannot be read is named in the report's errors, and everything else goes in. Without `serve` the new generation
    waits to be published, drafts included; what waited for the same `origin` before is discarded.

    A run that was killed is taken up by the next one: what it had read and embedded is not read and embedded again.
    Raises BuildInProgress while another process ingests.
    """
    began = now()
    told = progress or unseen
    if not serve and origin:
        _discard_earlier(generations, origin)
    base = generations.current()
    limits = limits or Limits()
    drafting = Drafting(generations, draft, told, serve, origin) if draft else None
    with generations.build(base, serve=serve, origin=origin) as building:
        incoming = Incoming(paths, base, limits, unpack, starter=starter and not only, only=only)
        run = _Run(incoming, Changes(incoming, base, approvals or {}, decisions))
        _read(run, building, readers or Here(limits), Finished(building.journal, base), told)
        if only and not any(incoming.read_or_known):
            run.changes.tally = Tally()
            return _report(generations, base, run, 0, 0, (now() - began).total_seconds())
        if run.changed:
            run.twins = link(building, told)
            if drafting:
                drafting.owe()
        made_id = building.commit(progress=lambda done, total: told("writing", done, total)).id
        if building.embedded:
            told("embedding", building.embedded, building.embedded)
    generation = base if base is not None and made_id == base.id else generations.open(made_id)
    made = 0
    if drafting and drafting.is_owed:
        generation, made = drafting.run(generation)
    return _report(generations, generation, run, building.embedded, made, (now() - began).total_seconds())


def _read(run: _Run, building: Building, readers: Readers, finished: Finished, progress: Progress) -> None:
    """Everything new goes into the building, one document after another, and is embedded while others are read."""
    incoming = run.incoming

    def tell() -> None:
        progress("embedding", building.embedded, expected(building.to_embed, incoming.read, incoming.left))

    for change in run.changes.each(readers, progress, finished):
        run.changed = True
        if change.after is None:
            building.remove(change.path)
            continue
        building.replace(change.after)
        if change.extracted:
            run.read[change.path] = replace(change.extracted, content=_WRITTEN)
        building.embed(progress=tell)


def _discard_earlier(generations: Generations, origin: str) -> None:
    """What an attempt that was broken off, and is now made again, has left."""
    for waiting in generations.waiting():
        if waiting.origin == origin:
            generations.discard(waiting.manifest.id)


def _report(
    generations: Generations,
    generation: Generation | None,
    run: _Run,
    embedded: int,
    made: int,
    seconds: float,
) -> Report:
    apart = (
        Counter(one.locator.path for one in generation.quarantined() if run.changes.is_open(one)) if generation else {}
    )
    rows = list(_rows(run, generation, apart)) if generation else []
    return Report(
        generation=generation.id if generation else "",
        waiting=generation is not None and generations.is_waiting(generation.id),
        sources=tuple(rows),
        tally=run.changes.tally,
        embedded=embedded,
        seconds=seconds,
        drafted=made,
        errors=tuple(run.incoming.problems),
        passed=run.incoming.passed,
        quarantined=sum(apart.values()),
    )


def _rows(run: _Run, generation: Generation, apart: Mapping[str, int]) -> Iterator[SourceReport]:
    held = generation.held()
    formats = {source.path: source.format for source in generation.manifest.sources}
    for path in run.incoming.read_or_known:
        extracted = run.read.get(path)
        if path not in formats or (extracted is None and path.startswith(STARTER)):
            continue
        content = generation.content(path) if path in run.twins else None
        yield source_report(
            path, formats[path], held.get(path), extracted, content, generation.question, apart.get(path, 0)
        )
