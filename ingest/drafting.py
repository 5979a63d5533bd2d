"""Drafts for the questions of a finished generation that came without an answer, as a generation of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

from ingest.drafts import Drafter, drafted, needs_draft
from ingest.progress import Progress
from knowledge.index import Building, Generation, Generations
from knowledge.questions import Question, ReferenceAnswer, SourceContent

# Beside the generations while drafts are still to be made: a run that was killed before owes them to the next.
_OWED = "drafts-owed"


class Drafting:
    """Makes and looks after the drafts of one run."""

    def __init__(
        self,
        generations: Generations,
        draft: Callable[[Generation], Drafter],
        progress: Progress,
        serve: bool,
        origin: str,
    ) -> None:
        self._generations = generations
        self._draft = draft
        self._progress = progress
        self._serve = serve
        self._origin = origin
        self._mark = generations.folder / _OWED

    @property
    def is_owed(self) -> bool:
        return self._mark.exists()

    def owe(self) -> None:
        """To be said before the generation is there that will need drafts."""
        self._mark.touch()

    def run(self, generation: Generation) -> tuple[Generation, int]:
        """The generation with drafts, written on top of this one, and how many were made: this one, where none was
        needed. What waits is replaced by the one with the drafts, so that there is one thing to publish."""
        written, made = self._written(generation)
        self._mark.unlink(missing_ok=True)
        if written == generation.id:
            return generation, made
        if self._generations.is_waiting(generation.id):
            self._generations.discard(generation.id)
        return self._generations.open(written), made

    def _written(self, generation: Generation) -> tuple[str, int]:
        made, done, total = 0, 0, sum(held.questions - held.answered for held in generation.held().values())
        building: Building | None = None

        def counting(question: str) -> ReferenceAnswer | None:
            nonlocal done
            self._progress("drafting", done, total)
            done += 1
            return drafter(question)

        with ExitStack() as opened:
            for content, ids in _open_questions(generation):
                if building is None:
                    drafter = self._draft(generation)
                    building = opened.enter_context(
                        self._generations.build(generation, serve=self._serve, origin=self._origin)
                    )
                written, count = drafted(content, counting, ids)
                made += count
                building.replace(written)
            if building is None:
                return generation.id, 0
            written_id = building.commit(note="drafted answers").id
            self._progress("drafting", total, total)
            return written_id, made


def _open_questions(generation: Generation) -> Iterator[tuple[SourceContent, frozenset[str]]]:
    """Each source with questions that need a draft, and the ids of these, one source after another."""
    for path, held in generation.held().items():
        content = generation.content(path) if held.questions > held.answered else None
        if content is not None:
            ids = frozenset(question.id for question in content.questions if _wants_draft(question, generation))
            if ids:
                yield content, ids


def _wants_draft(question: Question, generation: Generation) -> bool:
    """Without an answer, or with a draft that cites a passage which is no longer there."""
    if needs_draft(question):
        return True
    answer = question.answer
    if answer is None or not answer.draft or question.duplicate_of:
        return False
    return any(generation.passage(citation.passage_id) is None for citation in answer.citations)
