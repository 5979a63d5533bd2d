"""What an ingest would do, without doing it: source by source, with a few examples. Nothing is embedded or written."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ingest.changes import Changes
from ingest.content import STARTER
from ingest.files.sources import Limits, Problem, Unpack
from ingest.incoming import Incoming
from ingest.plan import Item, compare, differ, items
from ingest.progress import Progress, unseen
from ingest.quarantine import UNDECIDED, Decisions
from ingest.reading import Here, Readers
from ingest.report import Tally
from knowledge.index import Generation
from knowledge.questions import Passage, Question, SourceContent

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

What = Literal["added", "changed", "removed"]
_MARKS: dict[What, str] = {"added": "+", "changed": "~", "removed": "-"}
# A person wants to see what kind of thing it is, not all of it.
_EXAMPLES = 3
_WIDTH = 70
# How much of what two texts share is shown before the words in which they differ.
_SHARED = 30


@dataclass(frozen=True, slots=True)
class Example:
    """One item that would be added, changed or removed. `question` is empty for a passage that answers none; `before`
    and `after` are its words then and now, the answer's where it is a question, empty where there is none."""

    what: What
    question: str
    before: str = ""
    after: str = ""
    question_before: str = ""


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """One source that would be other than it is."""

    path: str
    format: str
    tally: Tally
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """`tally` is of all sources, also of those that would stay as they are, of which there are `same`."""

    sources: tuple[SourceDifference, ...]
    same: int
    tally: Tally
    errors: tuple[Problem, ...]
    seconds: float

    @property
    def partial(self) -> bool:
        """Whether some input would stay out."""
        return bool(self.errors)

    def to_json(self) -> dict[str, Any]:
        return {
            "dry_run": True,
            "sources": [
                {
                    "path": one.path,
                    "format": one.format,
                    **asdict(one.tally),
                    "examples": [asdict(example) for example in one.examples],
                }
                for one in self.sources
            ],
            "sources_same": self.same,
            **asdict(self.tally),
            "seconds": round(self.seconds, 3),
            "errors": [asdict(problem) for problem in self.errors],
        }


def differences(
    paths: Sequence[Path],
    base: Generation | None,
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
) -> Differences:
    """What `ingest` with the same arguments would make of `base`. Drafts and links to duplicates are left out."""
    began = now()
    limits = limits or Limits()
    incoming = Incoming(paths, base, limits, unpack, starter=starter and not only, only=only)
    changes = Changes(incoming, base, approvals or {}, decisions)
    found: list[SourceDifference] = []
    for change in changes.each(readers or Here(limits), progress or unseen):
        content = change.after or change.before
        tally = compare(change.before, change.after)
        if content is not None and (tally.added or tally.changed or tally.removed):
            examples = tuple(_examples(change.before, change.after))
            found.append(SourceDifference(change.path, content.source.format, tally, examples))
    if only and not any(incoming.read_or_known):
        found, changes.tally = [], Tally()
    others = (set(base.held()) if base else set()) - {one.path for one in found}
    seconds = (now() - began).total_seconds()
    found.sort(key=lambda one: one.path)
    return Differences(tuple(found), len(others), changes.tally, tuple(incoming.problems), seconds)


def table(found: Differences) -> "Group":
    """As a person reads it: the sums of each source that would differ, what is new and old of it, and the whole."""
    from rich.console import Group
    from rich.text import Text

    shown: list[Text] = []
    # Our own corpus is of no interest to somebody who looks for theirs.
    own = [one for one in found.sources if one.path.startswith(STARTER)]
    if own:
        files = f"{len(own)} file{'s' * (len(own) > 1)}"
        shown.append(Text(f"starter corpus, {files}: {_sums(sum((one.tally for one in own), Tally()))}", style="bold"))
    for one in found.sources:
        if not one.path.startswith(STARTER):
            shown.append(Text(f"{one.path} ({one.format}): {_sums(one.tally)}", style="bold"))
            shown += [line for example in one.examples for line in _lines(example)]
    problems = [Text(f"would be left out: {problem.sentence}", style="yellow") for problem in found.errors]
    stay = "1 source stays as it is" if found.same == 1 else f"{found.same} sources stay as they are"
    others = f"{stay}; " if found.same else ""
    return Group(*shown, *problems, Text(f"{others}{_sums(found.tally)}; nothing was written", style="bold"))


def _examples(before: SourceContent | None, after: SourceContent | None) -> Iterator[Example]:
    """The first few of each kind."""
    old, new = items(before), items(after)
    added = [new[name] for name in new if name not in old]
    changed = [(old[name], new[name]) for name in new if name in old and differ(old[name], new[name])]
    removed = [old[name] for name in old if name not in new]
    yield from (Example("added", _asked(item), after=_words(item)) for item in added[:_EXAMPLES])
    for then, now in changed[:_EXAMPLES]:
        reworded = _asked(then) if _asked(then) != _asked(now) else ""
        yield Example("changed", _asked(now), _words(then), _words(now), reworded)
    yield from (Example("removed", _asked(item), before=_words(item)) for item in removed[:_EXAMPLES])


def _asked(item: Item) -> str:
    return item.text if isinstance(item, Question) else ""


def _words(item: Item) -> str:
    if isinstance(item, Passage):
        return item.text
    return item.answer.text if item.answer and not item.answer.draft else ""


def _lines(example: Example) -> Iterator["Text"]:
    from rich.text import Text

    mark = _MARKS[example.what]
    words = example.after or example.before
    head = example.question or _short(words)
    if example.question_before:
        yield Text(f"  - {_short(example.question_before)}", style="red")
    yield Text(f"  {mark} {_short(head)}", style={"+": "green", "-": "red"}.get(mark, ""))
    if example.what != "changed":
        if example.question:
            yield Text(f"      {_short(words) or 'without an answer'}", style="dim")
    elif example.before != example.after:
        then, now = _where_they_differ(example.before, example.after)
        yield Text(f"      - {then or 'without an answer'}", style="red")
        yield Text(f"      + {now or 'without an answer'}", style="green")
    elif not example.question_before:
        yield Text("      the same words, with another topic, level or other field", style="dim")


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    pairs = enumerate(zip(before, after, strict=False))
    shared = next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(0, before.rfind(" ", 0, max(0, shared - _SHARED)) + 1) if shared > _SHARED else 0
    lead = "…" if start else ""
    return _short(lead + before[start:]), _short(lead + after[start:])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _sums(tally: Tally) -> str:
    counts = (f"{count} {name}" for name, count in asdict(tally).items() if count)
    return ", ".join(counts) or "nothing in it"
