"""What came in, what did not, and why: for people as a table, for machines as one JSON object."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.blocks import Flaw
from ingest.content import STARTER, Extracted
from ingest.findings import Dropped
from ingest.sources import Problem
from knowledge.catalogue import Held
from knowledge.questions import Question, SourceContent

if TYPE_CHECKING:
    from rich.console import Group


_PATH_WIDTH = 28
_FLAWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A question of this source that another question, perhaps of another source, already asks."""

    line: int
    question: str
    of_path: str
    of_line: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source. An unchanged one was not read again, so that what it dropped is not listed anew."""

    path: str
    format: str
    questions: int
    answered: int
    unanswered: int
    passages: int
    unchanged: bool = False
    dropped: tuple[Dropped, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    pictures: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Items, an item being a question with its answer or a passage that answers none."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `embedded` counts the texts that went through the encoder; `seconds` is wall time; `waiting` says that
    the generation does not serve before it is published; `passed` counts, by suffix, files that nobody
    reads; `quarantined` is what waits for an admin's look in the whole corpus."""

    generation: str
    sources: tuple[SourceReport, ...]
    tally: Tally
    embedded: int
    seconds: float
    drafted: int = 0
    errors: tuple[Problem, ...] = field(default=())
    waiting: bool = False
    passed: Mapping[str, int] = field(default_factory=dict)
    quarantined: int = 0

    @property
    def partial(self) -> bool:
        """Whether some input stayed out."""
        return bool(self.errors)

    def to_json(self) -> dict[str, Any]:
        return {
            "generation": self.generation,
            "waiting": self.waiting,
            "sources": [asdict(source) for source in self.sources],
            **asdict(self.tally),
            "embedded": self.embedded,
            "drafted": self.drafted,
            "seconds": round(self.seconds, 3),
            "errors": [asdict(problem) for problem in self.errors],
            "passed": dict(self.passed),
            "quarantined": self.quarantined,
        }


def source_report(
    path: str,
    format_name: str,
    held: Held | None,
    extracted: Extracted | None,
    content: SourceContent | None,
    question: Callable[[str], Question | None],
    quarantined: int = 0,
) -> SourceReport:
    """The row of one source; `question` finds the ones that stand for its duplicates."""
    held = held or Held()
    duplicates: list[Duplicate] = []
    for asked in content.questions if content else ():
        original = question(asked.duplicate_of) if asked.duplicate_of else None
        if original is not None:
            place = original.locator
            duplicates.append(Duplicate(asked.locator.start_line, asked.text, place.path, place.start_line))
    return SourceReport(
        path=path,
        format=format_name,
        questions=held.questions,
        answered=held.answered,
        unanswered=held.questions - held.answered,
        passages=held.passages,
        unchanged=extracted is None,
        dropped=extracted.dropped if extracted else (),
        duplicates=tuple(duplicates),
        flaws=extracted.flaws if extracted else (),
        pictures=extracted.pictures if extracted else 0,
        quarantined=quarantined,
    )


def table(report: Report) -> "Group":
    """The report as a person reads it: a row a source, then what was left out, then the sums of the run."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("source", "format"):
        rows.add_column(name, no_wrap=True)
    for name in ("asked", "answered", "open", "passages", "dropped", "twice"):
        rows.add_column(name, justify="right", no_wrap=True)
    for source in _with_starter_as_one(report.sources):
        counts = (source.questions, source.answered, source.unanswered, source.passages)
        lists = (len(source.dropped), len(source.duplicates)) if not source.unchanged else ("-", "-")
        rows.add_row(_end_of(source.path), source.format, *map(str, (*counts, *lists)))
    lines = [Text(line, style="yellow") for line in _to_look_at(report)]
    shown = [rows] if rows.row_count else []
    return Group(
        *shown,
        *map(Text, _dropped(report.sources)),
        *lines,
        *map(Text, _passed(report.passed)),
        Text(_sums(report), style="bold"),
    )


def _with_starter_as_one(sources: Sequence[SourceReport]) -> list[SourceReport]:
    """Our own corpus in one row: its files are of no interest to somebody who looks for theirs."""
    own = [source for source in sources if source.path.startswith(STARTER)]
    others = [source for source in sources if not source.path.startswith(STARTER)]
    if len(own) < 2:
        return list(sources)
    together = SourceReport(
        path=f"starter corpus, {len(own)} files",
        format="starter",
        questions=sum(source.questions for source in own),
        answered=sum(source.answered for source in own),
        unanswered=sum(source.unanswered for source in own),
        passages=sum(source.passages for source in own),
        unchanged=all(source.unchanged for source in own),
        dropped=tuple(drop for source in own for drop in source.dropped),
        duplicates=tuple(twin for source in own for twin in source.duplicates),
        quarantined=sum(source.quarantined for source in own),
    )
    return [together, *others]


def _end_of(path: str) -> str:
    """The end of a path tells sources apart; 80 columns have no room for more of it."""
    return path if len(path) <= _PATH_WIDTH else f"…{path[1 - _PATH_WIDTH :]}"


def _dropped(sources: Sequence[SourceReport]) -> list[str]:
    """At most a few lines a source: each reason with where it was met first and how often."""
    found: list[str] = []
    for source in sources:
        by_reason: dict[str, list[Dropped]] = {}
        for drop in source.dropped:
            by_reason.setdefault(drop.reason, []).append(drop)
        for reason, drops in by_reason.items():
            more = f" and {len(drops) - 1} more" if len(drops) > 1 else ""
            found.append(f"{source.path}:{drops[0].line}  left out as {reason}: {drops[0].text}{more}")
    return found


def _to_look_at(report: Report) -> list[str]:
    return [*_quarantined(report.sources), *_flaws(report.sources), *_problems(report.errors)]


def _quarantined(sources: Sequence[SourceReport]) -> list[str]:
    return [
        f"{source.path}: {pieces(source.quarantined)} quarantined, seems to speak to the model: `coach quarantine`"
        for source in sources
        if source.quarantined
    ]


def pieces(count: int) -> str:
    return f"{count} piece{'' if count == 1 else 's'}"


def _flaws(sources: Sequence[SourceReport]) -> list[str]:
    """The first few of each source: parts that could not be read, and what was assumed about the rest."""
    found: list[str] = []
    for source in sources:
        found.extend(f"in part: {flaw.sentence}" for flaw in source.flaws[:_FLAWS_SHOWN])
        if len(source.flaws) > _FLAWS_SHOWN:
            found.append(f"in part: {source.path} has {len(source.flaws) - _FLAWS_SHOWN} more such parts")
    return found


def _problems(errors: Sequence[Problem]) -> list[str]:
    return [f"left out: {problem.sentence}" for problem in errors]


def _passed(passed: Mapping[str, int]) -> list[str]:
    """What lies in the folders in formats that nobody reads, in one line."""
    if not passed:
        return []
    most = sorted(passed, key=lambda suffix: (-passed[suffix], suffix))
    named = ", ".join(suffix or "no suffix" for suffix in most[:6])
    more = f" and {len(most) - 6} others" if len(most) > 6 else ""
    files = sum(passed.values())
    return [f"passed over: {files:,} file{'' if files == 1 else 's'} in formats that are not read ({named}{more})"]


def _sums(report: Report) -> str:
    tally = report.tally
    drafted = f", {report.drafted} answers drafted" if report.drafted else ""
    apart = f", {pieces(report.quarantined)} quarantined" if report.quarantined else ""
    return (
        f"{tally.added} added, {tally.changed} changed, {tally.removed} removed, {tally.unchanged} unchanged; "
        f"{report.embedded} passages embedded{drafted}{apart} in {report.seconds:.1f} s; generation {report.generation}"
        f"{' waits to be published' if report.waiting else ''}"
    )
