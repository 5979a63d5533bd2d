"""The report of an ingest as a person reads it: a row a source, what was left out and why, what to look at, sums."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ingest.content import STARTER
from ingest.files.sources import Problem
from ingest.report import Report, SourceReport
from ingest.understanding.findings import Dropped
from knowledge.quality.contradictions import Contradiction
from knowledge.quality.looking import Quality

if TYPE_CHECKING:
    from rich.console import Group

_PATH_WIDTH = 28
# Of each kind and source; `coach quality` and `--json` have all of them.
_FLAWS_SHOWN = 5
_LOOKS_SHOWN = 3


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
            place = drops[0].place
            where = f"{source.path}, {place}" if place else f"{source.path}:{drops[0].line}"
            found.append(f"{where}  left out as {reason}: {drops[0].text}{more}")
    return found


def _to_look_at(report: Report) -> list[str]:
    return [
        *_quarantined(report.sources),
        *_flaws(report.sources),
        *_pictures(report.sources),
        *_quality(report.quality),
        *_problems(report.errors),
    ]


def _pictures(sources: Sequence[SourceReport]) -> list[str]:
    """Nobody reads them, and there may be text on them."""
    return [
        f"{source.path}: {source.pictures} picture{'' if source.pictures == 1 else 's'} kept as a link, not read"
        for source in sources
        if source.pictures
    ]


def _quality(quality: Quality) -> list[str]:
    """The first few of each kind."""
    lines = [_contradiction(one) for one in quality.contradictions[:_LOOKS_SHOWN]]
    lines += [f"old: {one.path} was last changed {one.days:,} days ago" for one in quality.stale[:_LOOKS_SHOWN]]
    lines += [f"too thin to grade by: {one.where}, {one.reason}: {one.question}" for one in quality.thin[:_LOOKS_SHOWN]]
    kinds = (len(quality.contradictions), len(quality.stale), len(quality.thin))
    left = sum(max(0, count - _LOOKS_SHOWN) for count in kinds)
    lines += [f"{left} more to look at: `coach quality`"] if left else []
    if quality.not_compared:
        lines.append(
            f"{quality.not_compared:,} passages were not compared with other sources: `coach quality` does that"
        )
    return lines


def _contradiction(one: Contradiction) -> str:
    return f"contradiction: {one.one.where} says “{one.one.sentence}”, {one.other.where} “{one.other.sentence}”"


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
