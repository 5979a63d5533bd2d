"""What a run makes of the corpus, one source after another: for whoever writes it down, and for whoever only asks."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ingest.content import Extracted
from ingest.drafts import approved
from ingest.incoming import Finished, Incoming
from ingest.plan import compare
from ingest.progress import Progress
from ingest.quarantine import UNDECIDED, Decisions, released
from ingest.reading import Readers
from ingest.report import Tally
from knowledge.index import Generation
from knowledge.questions import Quarantined, SourceContent


@dataclass(frozen=True, slots=True)
class Change:
    """One source then and now, None where it was or is not there. `extracted` is None where nobody had to read it."""

    path: str
    before: SourceContent | None
    after: SourceContent | None
    extracted: Extracted | None = None


class Changes:
    """`tally` counts the items of the whole corpus as far as the sources have been gone through."""

    def __init__(
        self,
        incoming: Incoming,
        base: Generation | None,
        approvals: Mapping[str, str],
        decisions: Decisions = UNDECIDED,
    ) -> None:
        self._incoming = incoming
        self._base = base
        self._approvals = approvals
        self._decisions = decisions
        self._held = base.held() if base else {}
        self.tally = Tally(unchanged=sum(one.questions + one.free for one in self._held.values()))

    def each(self, readers: Readers, progress: Progress, finished: Finished | None = None) -> Iterator[Change]:
        """One at a time, so that they need not all be held."""
        seen: set[str] = set()
        for path in self._incoming.removed:
            seen.add(path)
            yield self._noted(path, None)
        for extracted in self._incoming.changed(readers, progress, finished):
            content = self._decided(extracted.content)
            seen.add(content.source.path)
            yield self._noted(content.source.path, content, extracted)
        for content in self._decided_anew(seen):
            yield self._noted(content.source.path, content)

    def is_open(self, one: Quarantined) -> bool:
        """Whether nobody has decided about it."""
        return one.id not in self._decisions.dropped

    def _noted(self, path: str, after: SourceContent | None, extracted: Extracted | None = None) -> Change:
        held = self._held.get(path)
        before = self._base.content(path) if self._base and held else None
        self.tally += compare(before, after)
        if held:
            self.tally += Tally(unchanged=-held.questions - held.free)
        return Change(path, before, after, extracted)

    def _decided(self, content: SourceContent) -> SourceContent:
        """With what admins have released and approved; the same content, where that is none of it."""
        return approved(released(content, self._decisions), self._approvals)

    def _decided_anew(self, but: Collection[str]) -> Iterator[SourceContent]:
        """Sources that nobody had to read again, with what has been released or approved since."""
        base = self._base
        if base is None:
            return
        questions = (base.question(question_id) for question_id in self._approvals)
        apart = (one for one in base.quarantined() if one.id in self._decisions.released)
        for path in dict.fromkeys(one.locator.path for one in chain(questions, apart) if one is not None):
            content = base.content(path) if path not in but else None
            if content is not None and (now := self._decided(content)) is not content:
                yield now
