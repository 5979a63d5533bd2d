"""How good the grader is: agreement with human scores and verdicts, beside what a constant would reach.

Reads JSON lines {`id`, `question`, `reference`, `answer`} and `score` (0-1), `verdict`, or both. Verdicts of both
common kinds are understood: Correct / Partially correct / Incorrect, and correct / contradictory / incorrect.
"""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.evals.agreement import Agreement, score_figures, verdict_figures
from bot.grading.mutants import MUTANT_KINDS, mutants
from bot.practice.grading import Grade, PointVerdict, Verdict

Grading = Callable[[str, str, str], Grade]
"""(question, reference text, answer) -> grade."""

# A good answer, for mutants: people gave it all or nearly all.
_GOOD_SCORE = 0.95
_MOST_MUTATED = 200


class UnreadableRow(ValueError):
    """For operators: a line of an evaluation file is not what the format asks for."""


@dataclass(frozen=True, slots=True)
class GradingRow:
    """One human-graded answer. `score` is 0..1, `verdict` lower case; at least one of them is there."""

    id: str
    question: str
    reference: str
    answer: str
    score: float | None = None
    verdict: str | None = None
    split: str = ""
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class MutantRates:
    """What became of good answers once spoilt in one way.

    `noticed`: share whose score fell by a fifth of what the good answer had, or more; `not_correct`: share no longer
    graded correct; `clean`: share without a covered key point; `mean_score` after, `mean_score_before` untouched.
    """

    rows: int
    noticed: float
    not_correct: float
    clean: float
    mean_score: float
    mean_score_before: float


@dataclass(frozen=True, slots=True)
class GradingFigures:
    """`rmse` is on the scale 0-1, `rmse_of_5` on 0-5. `per_class` is precision and recall of each human verdict.

    `pearson`, `rmse` are None without human scores; `accuracy`, `macro_f1` without human verdicts.
    """

    rows: int
    skipped: int
    pearson: Agreement | None
    rmse: Agreement | None
    rmse_of_5: Agreement | None
    accuracy: Agreement | None
    macro_f1: Agreement | None
    per_class: dict[str, tuple[float, float]]
    mutants: dict[str, MutantRates]
    seconds_per_grade: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_rows(path: Path, split: str | None = None) -> list[GradingRow]:
    """The rows of a file, of one split where it is named. Raises UnreadableRow naming the line."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                row = _row(path, number, line)
                if split is None or row.split == split:
                    rows.append(row)
    return rows


def _row(path: Path, number: int, line: str) -> GradingRow:
    try:
        found = json.loads(line)
        score = found.get("score")
        verdict = found.get("verdict")
        return GradingRow(
            id=str(found.get("id", number)),
            question=str(found["question"]),
            reference=str(found.get("reference") or ""),
            answer=str(found["answer"]),
            score=None if score is None else float(score),
            verdict=None if verdict is None else " ".join(str(verdict).lower().replace("_", " ").split()),
            split=str(found.get("split", "")),
            question_id=str(found.get("question_id", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableRow(
            f"{path}, line {number}: expected a JSON object with question, reference, answer and score or verdict, "
            f"but got {error!r}."
        ) from error


def evaluate(
    rows: Iterable[GradingRow], grade: Grading, *, mutate: bool = True, clock: Callable[[], float] = time.perf_counter
) -> GradingFigures:
    """Grades every row that has a reference, and mutants of its good answers. `skipped` counts the others."""
    rows = list(rows)
    usable = [row for row in rows if row.reference.strip()]
    began = clock()
    grades = [grade(row.question, row.reference, row.answer) for row in usable]
    seconds = (clock() - began) / max(1, len(usable))
    scored = [(row.score, got.score) for row, got in zip(usable, grades, strict=True) if row.score is not None]
    judged = [(row.verdict, got) for row, got in zip(usable, grades, strict=True) if row.verdict is not None]
    pearson, rmse = score_figures(scored)
    accuracy, macro_f1, per_class = verdict_figures(judged)
    return GradingFigures(
        rows=len(usable),
        skipped=len(rows) - len(usable),
        pearson=pearson,
        rmse=rmse,
        rmse_of_5=rmse and Agreement(5 * rmse.value, 5 * rmse.constant),
        accuracy=accuracy,
        macro_f1=macro_f1,
        per_class=per_class,
        mutants=_mutant_rates(list(zip(usable, grades, strict=True)), grade) if mutate else {},
        seconds_per_grade=seconds,
    )


def _mutant_rates(graded: Sequence[tuple[GradingRow, Grade]], grade: Grading) -> dict[str, MutantRates]:
    """Good answers, by people's word and ours, spoilt in each way and graded again."""
    good = [
        (row, got)
        for row, got in graded
        if (row.verdict == "correct" or (row.score or 0) >= _GOOD_SCORE) and got.verdict is Verdict.CORRECT
    ]
    # Every n-th, so that all questions have their share.
    good = good[:: max(1, len(good) // _MOST_MUTATED)][:_MOST_MUTATED]
    before: dict[str, list[Grade]] = {kind: [] for kind in MUTANT_KINDS}
    after: dict[str, list[Grade]] = {kind: [] for kind in MUTANT_KINDS}
    for row, got in good:
        for kind, text in mutants(row.question, row.answer).items():
            before[kind].append(got)
            after[kind].append(grade(row.question, row.reference, text))
    return {
        kind: MutantRates(
            rows=len(after[kind]),
            noticed=_share([a.score <= 0.8 * b.score for a, b in zip(after[kind], before[kind], strict=True)]),
            not_correct=_share([a.verdict is not Verdict.CORRECT for a in after[kind]]),
            clean=_share([all(p.verdict is not PointVerdict.COVERED for p in a.points) for a in after[kind]]),
            mean_score=float(np.mean([a.score for a in after[kind]])),
            mean_score_before=float(np.mean([b.score for b in before[kind]])),
        )
        for kind in MUTANT_KINDS
        if after[kind]
    }


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / max(1, len(flags))
