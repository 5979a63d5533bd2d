"""What a run finds, and of it what is new or other than before, one document after another."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.content import STARTER, Extracted
from ingest.files.finding import find
from ingest.files.sources import Limits, Located, Problem, Unpack
from ingest.plan import gone
from ingest.progress import Progress
from ingest.readers import READER_VERSION, SUFFIXES
from ingest.reading import Job, Readers
from knowledge.index import Generation
from knowledge.journal import Journal
from knowledge.questions import Source

_EXTRACTED_JSON = TypeAdapter(Extracted)


class Finished:
    """What an earlier run, broken off before it was done, has read: a document goes by its bytes, the version of the
    readers, and the generation from which its items have their ids."""

    def __init__(self, journal: Journal, base: Generation | None) -> None:
        self._journal = journal
        self._base_id = base.id if base else ""

    def find(self, located: Located, limits: Limits) -> Extracted | None:
        key = self._journal.key_of(located.path)
        if key is None or key != self._key(digest_of(located, limits)):
            return None
        try:
            return _EXTRACTED_JSON.validate_json(self._journal.piece(located.path) or b"")
        except ValidationError:
            return None

    def keep(self, extracted: Extracted) -> None:
        source = extracted.content.source
        self._journal.keep_piece(source.path, self._key(source.digest), _EXTRACTED_JSON.dump_json(extracted))

    def _key(self, digest: str) -> str:
        return f"{READER_VERSION} {self._base_id} {digest}"


class Incoming:
    """The documents of one run. `removed` are sources of the base that are no longer there; `problems` grow while the
    documents are read; `passed` counts files whose formats nobody reads, by suffix. Of `total` documents `done` are
    dealt with, of which `read` had to be read, and `left` have to be."""

    def __init__(
        self,
        paths: Sequence[Path],
        base: Generation | None,
        limits: Limits,
        unpack: Unpack | None = None,
        *,
        starter: bool,
        only: bool,
    ) -> None:
        self._base = base
        self._limits = limits
        self._known: dict[str, Source] = {one.path: one for one in base.manifest.sources} if base else {}
        found = find(paths, self._known, SUFFIXES, unpack, limits)
        self._located = [*(starter_files() if starter else ()), *found.files]
        self._failed: set[str] = set()
        self.done = self.read = self.left = 0
        self.problems: list[Problem] = [*found.problems]
        self.passed = found.passed
        present = {one.path for one in self._located} | {*found.kept}
        shipped = (path for path in self._known if starter and path.startswith(STARTER))
        self.removed = tuple(
            dict.fromkeys([*gone(self._known, present, found.roots, only), *(p for p in shipped if p not in present)])
        )

    @property
    def total(self) -> int:
        return len(self._located)

    @property
    def read_or_known(self) -> Iterator[str]:
        """The documents that nothing was wrong with, in their order; complete once all have been read."""
        return (one.path for one in self._located if one.path not in self._failed)

    def changed(self, readers: Readers, progress: Progress, finished: Finished | None = None) -> Iterator[Extracted]:
        """What is not in the base as it is. One at a time, so that whoever writes it away need not hold it all."""
        to_read: list[Located] = []
        for one in self._located:
            progress("comparing", self.done, self.total)
            if self._is_in_base(one):
                self.done += 1
            elif finished and (extracted := finished.find(one, self._limits)):
                self.done += 1
                yield extracted
            else:
                to_read.append(one)
        progress("comparing", self.total, self.total)
        self.left = len(to_read)
        progress("reading", self.done, self.total)
        for read in readers.read(self._jobs(to_read)):
            self.done, self.read, self.left = self.done + 1, self.read + 1, self.left - 1
            progress("reading", self.done, self.total)
            match read.outcome:
                case Extracted() as extracted:
                    if finished:
                        finished.keep(extracted)
                    yield extracted
                case Problem() as problem:
                    self._failed.add(read.located.path)
                    self.problems.append(problem)

    def _is_in_base(self, located: Located) -> bool:
        """Whether its bytes are those that this version of the readers has read: then it need not travel anywhere."""
        source = self._known.get(located.path)
        if source is None or source.reader != READER_VERSION:
            return False
        return source.digest == digest_of(located, self._limits)

    def _jobs(self, to_read: Iterable[Located]) -> Iterator[Job]:
        for one in to_read:
            source = self._known.get(one.path)
            before = self._base.content(one.path) if self._base and source else None
            yield Job(one, before, source.digest if source and source.reader == READER_VERSION else "")


def starter_files() -> list[Located]:
    folder = Path(str(files("knowledge"))) / "corpus"
    return [Located(f"{STARTER}{file.name}", file) for file in sorted(folder.glob("*.md"))]


def digest_of(located: Located, limits: Limits) -> str:
    """The digest of a file of its own, as its document would have it; "" where its reader has to look at it anyway."""
    if located != Located(located.path, located.file):
        return ""
    try:
        if located.file.stat().st_size > limits.max_bytes:
            return ""
        with located.file.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest()
    except OSError:
        return ""
