"""One ingest from end to end: find, read what changed, link, plan, and drive the building of a new generation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from ingest.content import STARTER, Extracted, extract
from ingest.drafts import Drafter, approved, drafted, needs_draft
from ingest.duplicates import link_duplicates
from ingest.errors import UnreadableSource
from ingest.plan import compare, gone, is_unchanged, relinked
from ingest.readers import READER_VERSION, SUFFIXES
from ingest.report import Report, SourceReport, Tally, source_report
from ingest.sources import Limits, Located, Problem, find, read
from knowledge.index import Building, Generation, Generations
from knowledge.questions import Question, Source, SourceContent

# What is being done, how much of it is done, and how much there is: ("reading", 3, 40).
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class _Batch:
    """What was found on this run. `contents` are sources that are new or differ from the generation before."""

    listed: list[str] = field(default_factory=list)
    extracted: dict[str, Extracted] = field(default_factory=dict)
    contents: dict[str, SourceContent] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


def ingest(
    paths: Sequence[Path],
    generations: Generations,
    *,
    now: Callable[[], datetime],
    starter: bool = True,
    only: bool = False,
    approvals: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    draft: Callable[[Generation], Drafter] | None = None,
    serve: bool = True,
    origin: str = "",
) -> Report:
    """Brings the index up to date with the paths and makes a new generation of it where anything differs.

    The packaged corpus (`starter`) and what was ingested earlier stay; with `only` nothing stays but these paths. A
    file that is gone from a folder named here is removed. `approvals` maps ids of unanswered questions to the answers
    that an admin has approved. `draft` makes, from the finished generation, the function that drafts answers to the
    questions left; the drafts are a generation of their own. What cannot be read is named in the report's errors, and
    everything else goes in. Without `serve` the new generation waits to be published, drafts included; what waited for
    the same `origin` before is discarded. Raises BuildInProgress while another process ingests.
    """
    began = now()
    if not serve and origin:
        _discard_earlier(generations, origin)
    report_progress = progress or (lambda what, done, total: None)
    base = generations.current()
    with generations.build(base, serve=serve, origin=origin) as building:
        batch = _read(paths, base, starter and not only, only, limits or Limits(), report_progress)
        if only and not batch.extracted and not batch.listed:
            return _report(generations, base, batch, Tally(), 0, 0, (now() - began).total_seconds())
        _approve(batch, base, approvals or {})
        _link(batch, base)
        tally = _tally(batch, base)
        made_id = _write(building, batch, lambda done, total: report_progress("embedding", done, total))
    generation = base if base is not None and made_id == base.id else generations.open(made_id)
    made = 0
    if draft is not None and (batch.contents or batch.removed):
        generation, made = _draft(generations, generation, draft, report_progress, serve, origin)
    return _report(generations, generation, batch, tally, building.embedded, made, (now() - began).total_seconds())


def _read(
    paths: Sequence[Path],
    base: Generation | None,
    starter: bool,
    only: bool,
    limits: Limits,
    progress: Progress,
) -> _Batch:
    known = _sources(base)
    found = find(paths, known, SUFFIXES)
    batch = _Batch(problems=list(found.problems))
    located = [*(_starter_files() if starter else ()), *found.files]
    for done, one in enumerate(located):
        progress("reading", done, len(located))
        try:
            document = read(one, limits)
            if not is_unchanged(document, known.get(one.path), READER_VERSION):
                before = base.content(one.path) if base else None
                batch.extracted[one.path] = extract(document, before)
            batch.listed.append(one.path)
        except UnreadableSource as problem:
            batch.problems.append(Problem(one.path, str(problem)))
    batch.contents = {path: extracted.content for path, extracted in batch.extracted.items()}
    present = [one.path for one in located]
    batch.removed = gone(known, present, [*found.roots], only)
    if starter:
        shipped = {one.path for one in located}
        batch.removed += tuple(path for path in known if path.startswith(STARTER) and path not in shipped)
    progress("reading", len(located), len(located))
    return batch


def _approve(batch: _Batch, base: Generation | None, approvals: Mapping[str, str]) -> None:
    for question_id in approvals:
        question = base.question(question_id) if base else None
        path = question.locator.path if question else ""
        if base and path and path not in batch.contents and path not in batch.removed:
            content = base.content(path)
            if content is not None and approved(content, approvals) is not content:
                batch.contents[path] = content
    batch.contents = {path: approved(content, approvals) for path, content in batch.contents.items()}


def _link(batch: _Batch, base: Generation | None) -> None:
    """Duplicates over the whole corpus; a source that was not read is only written where a link of its changed."""
    if not batch.contents and not batch.removed:
        return
    replaced = batch.contents.keys() | set(batch.removed)
    kept = [question for question in base.questions() if question.locator.path not in replaced] if base else []
    read = [question for content in batch.contents.values() for question in content.questions]
    links = link_duplicates(sorted([*kept, *read], key=lambda question: question.locator.path))
    for path in {question.locator.path for question in kept if links.get(question.id) != question.duplicate_of}:
        content = base.content(path) if base else None
        if content is not None:
            batch.contents[path] = content
    batch.contents = {path: relinked(content, links) for path, content in batch.contents.items()}


def _tally(batch: _Batch, base: Generation | None) -> Tally:
    held = base.held() if base else {}
    untouched = held.keys() - batch.contents.keys() - set(batch.removed)
    total = Tally(unchanged=sum(held[path].questions + held[path].free for path in untouched))
    for path, content in batch.contents.items():
        total += compare(base.content(path) if base else None, content)
    for path in batch.removed:
        total += compare(base.content(path) if base else None, None)
    return total


def _write(building: Building, batch: _Batch, progress: Callable[[int, int], None]) -> str:
    """The id of the generation that holds it all now: the base's, where nothing differs."""
    for path in batch.removed:
        building.remove(path)
    for path in sorted(batch.contents):
        building.replace(batch.contents[path])
    return building.commit(progress=progress).id


def _discard_earlier(generations: Generations, origin: str) -> None:
    """What an attempt that was broken off, and is now made again, has left."""
    for waiting in generations.waiting():
        if waiting.origin == origin:
            generations.discard(waiting.manifest.id)


def _draft(
    generations: Generations,
    generation: Generation,
    draft: Callable[[Generation], Drafter],
    progress: Progress,
    serve: bool,
    origin: str,
) -> tuple[Generation, int]:
    """Drafts for the questions of the generation that need one, written on top of it: the one with them, and how many.

    What waits is replaced by the one with the drafts, so that there is one thing to publish.
    """
    ungraded = generation.questions(gradable=False)
    open_questions = [question for question in ungraded if _wants_draft(question, generation)]
    if not open_questions:
        return generation, 0
    drafter = draft(generation)
    made = 0
    by_path: dict[str, list[str]] = {}
    for question in open_questions:
        by_path.setdefault(question.locator.path, []).append(question.id)
    with generations.build(generation, serve=serve, origin=origin) as building:
        for done, (path, ids) in enumerate(by_path.items()):
            progress("drafting", done, len(by_path))
            content = generation.content(path)
            if content is not None:
                written, count = drafted(content, drafter, frozenset(ids))
                made += count
                building.replace(written)
        manifest = building.commit(note="drafted answers")
    progress("drafting", len(by_path), len(by_path))
    if manifest.id == generation.id:
        return generation, made
    if generations.is_waiting(generation.id):
        generations.discard(generation.id)
    return generations.open(manifest.id), made


def _wants_draft(question: Question, generation: Generation) -> bool:
    """Without an answer, or with a draft that cites a passage which is no longer there."""
    if needs_draft(question):
        return True
    answer = question.answer
    if answer is None or not answer.draft or question.duplicate_of:
        return False
    return any(generation.passage(citation.passage_id) is None for citation in answer.citations)


def _report(
    generations: Generations,
    generation: Generation | None,
    batch: _Batch,
    tally: Tally,
    embedded: int,
    made: int,
    seconds: float,
) -> Report:
    rows = list(_rows(batch, generation)) if generation else []
    return Report(
        generation=generation.id if generation else "",
        waiting=generation is not None and generations.is_waiting(generation.id),
        sources=tuple(rows),
        tally=tally,
        embedded=embedded,
        seconds=seconds,
        drafted=made,
        errors=tuple(batch.problems),
    )


def _rows(batch: _Batch, generation: Generation) -> Iterable[SourceReport]:
    """A row for each source named on this run; those of the packaged corpus only where they were read anew."""
    held = generation.held()
    formats = {source.path: source.format for source in generation.manifest.sources}
    for path in batch.listed:
        extracted = batch.extracted.get(path)
        if path not in formats or (extracted is None and path.startswith(STARTER)):
            continue
        content = batch.contents.get(path)
        yield source_report(path, formats[path], held.get(path), extracted, content, generation.question)


def _sources(base: Generation | None) -> dict[str, Source]:
    return {source.path: source for source in base.manifest.sources} if base else {}


def _starter_files() -> list[Located]:
    folder = Path(str(files("knowledge"))) / "corpus"
    return [Located(f"{STARTER}{file.name}", file) for file in sorted(folder.glob("*.md"))]
