"""The read side of one generation: its lineage, its questions and passages, and the search over them."""

import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from knowledge.catalogue import Catalogue, Held
from knowledge.encoder import Encoder
from knowledge.engine import Engine, Shard
from knowledge.errors import BrokenGeneration, EncoderMismatch
from knowledge.manifest import FORMAT, Manifest
from knowledge.questions import Level, Outline, Passage, Quarantined, Question, SourceContent
from knowledge.search import Hit, Searcher


class Generation:
    """One immutable generation, opened. May be used from several threads, by several processes at the same time.

    Opening reads the manifest and opens the catalogue; the vectors and the encoder are loaded by the first search.
    """

    def __init__(self, folder: Path, encoder: Encoder, engine: Engine) -> None:
        self.folder = folder
        self.manifest = Manifest.read(folder)
        self._catalogue = Catalogue(folder)
        self._encoder = encoder
        self._engine = engine
        self._searcher: Searcher | None = None
        self._opening = threading.Lock()
        weakref.finalize(self, self._catalogue.close)

    @property
    def id(self) -> str:
        return self.manifest.id

    def question(self, question_id: str) -> Question | None:
        return self._catalogue.question(question_id)

    def questions(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Question, ...]:
        """In the order of their sources; each of the arguments narrows the choice."""
        return self._catalogue.questions(topic, level, gradable)

    def outlines(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Outline, ...]:
        """As `questions`, without their words: 0.3 s for the first of 100,000, and nearly nothing from then on.

        Raises BrokenGeneration where an older version wrote the generation, without what this reads.
        """
        if self.manifest.format != FORMAT:
            raise BrokenGeneration(
                f"Generation {self.id} was written by another version of the coach; write it anew with `coach ingest`."
            )
        wanted = ((topic, "topic"), (level, "level"), (gradable, "gradable"))
        found = self._catalogue.outlines
        for value, name in wanted:
            if value is not None:
                found = tuple(outline for outline in found if getattr(outline, name) == value)
        return found

    def topics(self) -> tuple[str, ...]:
        return self._catalogue.topics

    def passage(self, passage_id: str) -> Passage | None:
        return self._catalogue.passage(passage_id)

    def passages(self, question_id: str) -> tuple[Passage, ...]:
        """Those that belong to the question, in the order of their sources."""
        return self._catalogue.passages_of(question_id)

    def duplicates(self, question_id: str) -> tuple[Question, ...]:
        """The same question in other places, for which this one stands; in the order of their sources."""
        return self._catalogue.duplicates(question_id)

    def content(self, path: str) -> SourceContent | None:
        """Everything that the source at `path` yielded; None where there is no such source."""
        return self._catalogue.content(path)

    def held(self) -> dict[str, Held]:
        """How many questions and passages each source holds, by its path."""
        return self._catalogue.held

    def quarantined(self) -> tuple[Quarantined, ...]:
        """What the sources hold that seems to speak to the model, in their order; it is never searched."""
        return self._catalogue.quarantined

    def unanswered(self) -> int:
        """How many questions wait for an approved answer. Counted by the first call, which may take a moment."""
        return self._catalogue.unanswered

    def search(self, text: str, limit: int = 10, filters: Mapping[str, str] | None = None) -> tuple[Hit, ...]:
        """The best passages for `text`, best first; `filters` are equalities on metadata, topic, level, path or format.

        Raises EncoderMismatch where the generation was built with another model than the one in use.
        """
        return self._search().search(text, limit, filters or {})

    def neighbours(
        self, passages: Sequence[Passage], limit: int, at_least: float
    ) -> Iterator[tuple[Passage, tuple[Passage, ...]]]:
        """For each of this generation's passages those of other sources whose vectors lie nearest, best first; none
        under the cosine `at_least`. Nothing is encoded."""
        return self._search().neighbours(passages, limit, at_least)

    def close(self) -> None:
        """Only needed to free the files early; whatever is no longer referred to closes itself."""
        self._catalogue.close()
        if self._searcher is not None:
            self._searcher.close()

    def _search(self) -> Searcher:
        with self._opening:
            if self._searcher is None:
                if self._encoder.name != self.manifest.encoder:
                    raise EncoderMismatch(
                        f"Generation {self.id} was built with the embedding model {self.manifest.encoder}, but the "
                        f"settings name {self._encoder.name}: ingest again, or set the model back."
                    )
                if self._engine.name != self.manifest.engine:
                    raise BrokenGeneration(
                        f"Generation {self.id} has its vectors in the engine {self.manifest.engine}, but the settings "
                        f"name {self._engine.name}: ingest again, or set the engine back."
                    )
                shard: Shard = self._engine.open(self.folder)
                self._searcher = Searcher(shard, self._catalogue, self._encoder)
            return self._searcher
