"""The write side: a generation in the making, in a dot-folder that no reader looks at, published whole or not."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from knowledge.catalogue_draft import CatalogueDraft
from knowledge.embedding import CHUNK, Embedding
from knowledge.encoder import Encoder
from knowledge.engine import Engine, ShardDraft
from knowledge.generation import Generation
from knowledge.journal import Journal
from knowledge.manifest import FORMAT, Counts, Manifest
from knowledge.points import (
    FILTERS,
    Entry,
    PassagePoint,
    document_terms,
    lexical_text,
    payload,
    point_id,
)
from knowledge.questions import Question, Source, SourceContent

# A file of this name in a finished generation says that it has not been published yet, and what it was built for.
WAITING = "waiting"
_Item = TypeVar("_Item")


class Building:
    """Say what each source holds now, then `commit`. Left by an exception or killed, it leaves nothing to see.

    `on_published` is told the manifest after the folder has its final name; it flips the pointer. Without one, the
    generation is marked as waiting, with `origin` in the mark. `lineage` is the id that the manifest names as its base.
    """

    def __init__(
        self,
        folder: Path,
        base: Generation | None,
        encoder: Encoder,
        engine: Engine,
        now: Callable[[], datetime],
        code_version: str,
        on_published: Callable[[Manifest], None] | None,
        on_ended: Callable[[], None],
        lineage: str | None,
        origin: str = "",
    ) -> None:
        self._folder = folder
        self._base = base
        self._encoder = encoder
        self._engine = engine
        self._now = now
        self._code_version = code_version
        self._on_published = on_published
        self._on_ended = on_ended
        self._lineage = lineage
        self._origin = origin
        self.journal = Journal(folder.parent, encoder.name)
        self._embedding = Embedding(encoder, self.journal)
        self._catalogue: CatalogueDraft | None = None
        self._ended = False

    @property
    def embedded(self) -> int:
        """Texts that went through the encoder in this build."""
        return self._embedding.embedded

    @property
    def to_embed(self) -> int:
        """These, and those that wait for it."""
        return self._embedding.to_embed

    def replace(self, content: SourceContent) -> None:
        """This is now all that this source holds. Raises ClashingIds and then leaves the source as it was."""
        catalogue = self._draft()
        catalogue.replace(content)
        reuses_base = self._reuses_base()
        self._embedding.add(content.passages, lambda digest: reuses_base and catalogue.in_base(digest))

    def embed(self, at_least: int = CHUNK, progress: Callable[[], None] | None = None) -> None:
        """Encodes what waits, where that are `at_least` so many texts, and keeps the vectors for `commit`.

        `commit` encodes what is left; called while others read the next documents, this keeps all cores busy.
        """
        self._embedding.run(at_least, progress)

    def counts(self) -> Counts:
        """Of the generation in the making."""
        return self._draft().counts()

    def questions(self) -> Iterator[Question]:
        """Every question of the generation in the making, in the order of their sources, one after another."""
        return self._draft().questions()

    def relink(self, links: Mapping[str, str | None]) -> None:
        """Questions to the one that stands for each, or to None."""
        if links:
            self._draft().relink(links)

    def remove(self, path: str) -> None:
        """The source is no longer there. One that never was is no error."""
        self._draft().remove(path)

    def commit(self, note: str = "", progress: Callable[[int, int], None] | None = None) -> Manifest:
        """Embeds what is new, makes it durable, and makes it the current generation, or lets it wait; returns its
        manifest.

        Where nothing differs from the base, nothing is written and the base's manifest comes back. `progress` is
        called with the passages written so far and in all.
        """
        try:
            if self._base is not None and self._reuses_base() and not self._differs():
                return self._base.manifest
            manifest = self._write(note, progress or (lambda done, total: None))
            self.journal.remove()
            return manifest
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Throws away what was not committed. May be called at any time, also twice."""
        if self._ended:
            return
        self._ended = True
        self.journal.close()
        if self._catalogue is not None:
            self._catalogue.close()
        try:
            self._engine.discard(self._folder)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._on_ended()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def _draft(self) -> CatalogueDraft:
        if self._catalogue is None:
            base = self._base
            as_it_is = base is not None and base.manifest.format == FORMAT
            self._catalogue = CatalogueDraft(self._folder, base.folder if base and as_it_is else None)
            if base is not None and not as_it_is:
                for source in base.manifest.sources:
                    content = base.content(source.path)
                    if content is not None:
                        self._catalogue.replace(content)
        return self._catalogue

    def _differs(self) -> bool:
        """Where nothing was said about any source, there is nothing to copy and compare."""
        return self._catalogue is not None and self._catalogue.differs()

    def _reuses_base(self) -> bool:
        """Vectors of another model, engine or format cannot stand beside ours."""
        if self._base is None:
            return False
        manifest = self._base.manifest
        ours = (self._encoder.name, self._engine.name, FORMAT)
        return (manifest.encoder, manifest.engine, manifest.format) == ours

    def _write(self, note: str, progress: Callable[[int, int], None]) -> Manifest:
        catalogue = self._draft()
        created = self._now()
        sources = catalogue.sources()
        name = self._name(created, sources)
        base = self._base if self._reuses_base() else None
        shard = self._engine.draft(self._folder, name, self._encoder.dimensions, base.folder if base else None)
        self._write_points(catalogue, shard, base, progress)
        shard.finish((*FILTERS, *catalogue.metadata_keys()))
        manifest = Manifest(
            id=name,
            created=created,
            base=self._lineage,
            encoder=self._encoder.name,
            dimensions=self._encoder.dimensions,
            code_version=self._code_version,
            sources=sources,
            counts=catalogue.counts(),
            embedded=self.embedded,
            note=note,
            engine=self._engine.name,
        )
        catalogue.finish()
        manifest.write(self._folder)
        if self._on_published is None:
            (self._folder / WAITING).write_text(self._origin)
        sync_tree(self._folder)
        self._folder.rename(self._folder.parent / name)
        sync_folder(self._folder.parent)
        if self._on_published is not None:
            self._on_published(manifest)
        return manifest

    def _write_points(
        self,
        catalogue: CatalogueDraft,
        shard: ShardDraft,
        base: Generation | None,
        progress: Callable[[int, int], None],
    ) -> None:
        if base is not None:
            shard.delete(catalogue.to_delete())
        old = self._engine.open(base.folder) if base is not None else None
        try:
            total = catalogue.count_to_write(everything=base is None)
            done = 0
            known: dict[str, list[float]] = {}
            for entries in _chunks(catalogue.to_write(everything=base is None), CHUNK):
                known = self._embedding.vectors(entries, catalogue, old, known)
                shard.upsert([_point(entry, known[entry.digest]) for entry in entries])
                done += len(entries)
                progress(done, total)
        finally:
            if old is not None:
                old.close()

    def _name(self, created: datetime, sources: Iterable[Source]) -> str:
        """The time, for people, and six digits that tell apart what was made in the same second."""
        lineage = [str(self._base and self._base.id), created.isoformat(), *(one.digest for one in sources)]
        while True:
            tail = hashlib.sha256("\n".join(lineage).encode()).hexdigest()[:6]
            name = f"{created:%Y%m%dT%H%M%S}-{tail}"
            if not (self._folder.parent / name).exists():
                return name
            lineage.append(tail)


def sync_tree(folder: Path) -> None:
    """Waits until every file below the folder is on the disk."""
    for path in (folder, *folder.rglob("*")):
        sync_folder(path)


def sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point(entry: Entry, vector: list[float]) -> PassagePoint:
    terms = document_terms(lexical_text(entry.passage))
    return PassagePoint(point_id(entry.passage.id), vector, terms, payload(entry))


def _chunks(items: Iterator[_Item], size: int) -> Iterator[list[_Item]]:
    while chunk := list(islice(items, size)):
        yield chunk
