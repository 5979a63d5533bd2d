"""One file measured: which evaluation fits, on what, and its figures as a dictionary for JSON and tables."""

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from bot.errors import UnusableInput
from bot.evals import abstention, grading, ingest, key_points, retrieval
from bot.practice.grading import Grade
from knowledge.questions import Passage, Question, ReferenceAnswer
from knowledge.search import Hit


class Measured(Protocol):
    """The parts under measurement, as they are wired for use."""

    def search(self, text: str, limit: int, filters: Mapping[str, str]) -> tuple[Hit, ...]: ...

    def grade_text(self, question: str, reference: str, answer: str) -> Grade: ...

    def grade(self, question: str, reference: ReferenceAnswer, answer: str) -> Grade: ...

    def question(self, question_id: str) -> Question | None: ...

    def answers(self) -> abstention.Answers: ...

    def passages(self, question_id: str) -> tuple[Passage, ...]: ...

    def extract_questions(self, path: Path) -> tuple[Question, ...]: ...


def measure(what: str, file: Path, parts: Measured) -> dict[str, Any]:
    """Raises UnusableInput where the file is not of the documented form."""
    measures: dict[str, Callable[[Path, Measured], dict[str, Any]]] = {
        "retrieval": _retrieval,
        "grading": _grading,
        "abstention": _abstention,
        "ingest": _ingest,
        "points": _points,
    }
    with unusable_input(file):
        return measures[what](file, parts)


@contextmanager
def unusable_input(file: Path) -> Iterator[None]:
    """Whatever is wrong with a labelled file becomes UnusableInput, which names it."""
    try:
        yield
    except (
        OSError,
        ValueError,
        retrieval.UnusableQuestions,
        abstention.UnusableQuestions,
    ) as problem:
        raise UnusableInput(f"{file} cannot be measured with: {problem}") from problem


def _retrieval(file: Path, parts: Measured) -> dict[str, Any]:
    return asdict(retrieval.measure(retrieval.read_questions(file), parts.search))


def _grading(file: Path, parts: Measured) -> dict[str, Any]:
    """Where a file has a `dev` split, only that is graded: the rest may have been learnt from."""
    rows = grading.read_rows(file)
    held_back = grading.read_rows(file, "dev") or rows
    return grading.evaluate(held_back, parts.grade_text).to_json()


def _points(file: Path, parts: Measured) -> dict[str, Any]:
    def grade(question_id: str, answer: str) -> Grade:
        question = parts.question(question_id)
        if question is None or question.answer is None:
            raise ValueError(f"the corpus has no answered question {question_id!r}")
        return parts.grade(question.text, question.answer, answer)

    return key_points.evaluate(key_points.read_labelled(file), grade).to_json()


def _abstention(file: Path, parts: Measured) -> dict[str, Any]:
    rows = abstention.read_labelled(file)
    cited = lambda question_id: [passage.id for passage in parts.passages(question_id)]  # noqa: E731
    return abstention.evaluate(rows, parts.answers(), cited).to_json()


def _ingest(file: Path, parts: Measured) -> dict[str, Any]:
    """A manifest.csv (columns `file`, `format`; sources in files/, gold in gold/), or one gold file of that layout."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as lines:
            sources = {row["file"]: row["format"].split(":")[0] for row in csv.DictReader(lines)}
        root = file.parent
    else:
        root = file.parent.parent
        sources = {found.name: found.suffix.lstrip(".") or "folder" for found in (root / "files").glob(f"{file.stem}*")}
        if not sources:
            raise ValueError(f"there is no source {file.stem} in {root / 'files'}")
    scores = {}
    for name in sources:
        gold = ingest.read_gold(root / "gold" / f"{Path(name).stem}.jsonl")
        scores[name] = ingest.compare(gold, parts.extract_questions(root / "files" / name))
    together = ingest.pooled(scores, sources)
    return {
        "sources": {name: one.to_json() for name, one in scores.items()},
        "formats": {name: one.to_json() for name, one in together.items()},
    }
