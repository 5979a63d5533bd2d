"""Fits `calibration.json` again: `python -m bot.grading.refit --data FOLDER [--out FILE]`.

FOLDER holds JSON lines as in docs/grading.md. Only rows whose `split` is `train` are fitted to; every other split is
only reported on. Rows with a score teach the score and the lenience of their question, rows with a verdict alone teach
which answers are right, and answers put to other questions teach what is worth nothing. The authored scale stays
as it is: `python -m tests.evals.fit_authored` fits that.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.evals.grading import GradingRow, evaluate, read_rows
from bot.grading.calibration import Calibration, Scale, packaged_calibration, question_digest
from bot.grading.features import NAMES, weigh
from bot.grading.fitting import (
    Fit,
    Floats,
    Measured,
    fit,
    leave_questions_out,
    lenience_by_question,
    measured,
    verdict_thresholds,
)
from bot.grading.grader import Grader
from bot.grading.reading import Reading, WordEncoder
from knowledge.key_points import extract_key_points

_CLASSES = {"incorrect": 0, "partially correct": 1, "correct": 2}
_PACKAGED = Path(__file__).with_name("calibration.json")
# One foreign answer for so many rows: enough to learn from, few enough to stay quick.
_FOREIGN_EVERY = 4


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.grading.refit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON lines with graded answers")
    parser.add_argument("--out", type=Path, default=_PACKAGED, help="where to write the constants")
    parser.add_argument("--version", required=True, help="the name of the new constants, stored with every grade")
    parser.add_argument("--cache", type=Path, default=None, help="where the exported encoder is kept")
    given = parser.parse_args(arguments)
    from platformdirs import user_cache_path

    from knowledge.encoder import PACKAGED_MODEL, open_encoder

    encoder = open_encoder(PACKAGED_MODEL, given.cache or user_cache_path("interview-coach"))
    card = refit(sorted(given.data.glob("*.jsonl")), encoder, packaged_calibration(), given.version)
    card["authored_provenance"] = json.loads(_PACKAGED.read_text(encoding="utf-8")).get("authored_provenance")
    given.out.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    json.dump(card["provenance"], sys.stdout, indent=2)


def refit(files: Sequence[Path], encoder: WordEncoder, present: Calibration, version: str) -> dict[str, Any]:
    """The new constants as `calibration.json` holds them, with where they come from and how good they are."""
    by_file = {path: [row for row in read_rows(path) if row.reference.strip()] for path in files}
    train = [row for rows in by_file.values() for row in rows if row.split == "train"]
    scored = [row for row in train if row.score is not None]
    judged = [row for row in train if row.score is None and row.verdict is not None]
    ruler = _Ruler(encoder)
    graded_rows, judged_rows = ruler.measure(scored), ruler.measure(judged)
    foreign_rows = ruler.measure(_foreign(scored) + _foreign(judged))
    found = fit(graded_rows, judged_rows, foreign_rows)
    by_question = lenience_by_question(graded_rows, found)
    unseen, unseen_judged = leave_questions_out(graded_rows, judged_rows, foreign_rows)
    known = {
        question_digest(scored[int(np.argmax(graded_rows.question == place))].question): round(power, 3)
        for place, power in by_question.items()
    }
    weights = [round(float(w), 4) for w in found.weights]
    calibration = Calibration(
        version=version,
        weights=tuple(weights),
        authored=present.authored,
        extracted=_scale(present, found),
        known=known,
    )
    low, high = _thresholds(scored, encoder, calibration)
    calibration = replace(calibration, extracted=replace(calibration.extracted, partially_correct=low, correct=high))
    return {
        "version": version,
        "weights": dict(zip(NAMES, weights, strict=True)),
        "authored": asdict(calibration.authored),
        "extracted": asdict(calibration.extracted),
        "known_questions": known,
        "provenance": {
            "command": f"python -m bot.grading.refit --data FOLDER --version {version}",
            "data": [_described(path, rows) for path, rows in by_file.items() if rows],
            "questions_left_out": _unseen_figures(scored, unseen, judged_rows, unseen_judged, low, high),
            "held_out": _held_out(by_file, encoder, calibration),
        },
    }


class _Ruler:
    """Measures rows; questions and points are read once."""

    def __init__(self, encoder: WordEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Reading] = {}

    def measure(self, rows: Sequence[GradingRow]) -> Measured:
        found: list[tuple[Floats, float, str]] = []
        for row in rows:
            answer = Reading(row.answer, self._encoder)
            points = [self._read(point.text) for point in extract_key_points(row.question, row.reference)]
            if answer.sentences:
                features = [weigh(self._read(row.question), point, answer).features.array() for point in points]
            else:
                features = [np.zeros(len(NAMES)) for _ in points]
            target = row.score if row.score is not None else float(row.verdict == "correct")
            found.append((np.vstack(features), target, row.question_id or row.question))
        return measured(found)

    def _read(self, text: str) -> Reading:
        if text not in self._known:
            self._known[text] = Reading(text, self._encoder)
        return self._known[text]


def _foreign(rows: Sequence[GradingRow]) -> list[GradingRow]:
    """Answers put to a question half the file away, and each question as its own answer: worth nothing."""
    shifted = [
        replace(row, answer=other.answer, score=0.0)
        for row, other in zip(rows, [*rows[len(rows) // 2 :], *rows], strict=False)
        if row.question != other.question
    ]
    restated = {row.question: replace(row, answer=row.question, score=0.0) for row in rows}
    return [*shifted[::_FOREIGN_EVERY], *restated.values()]


def _scale(present: Calibration, found: Fit) -> Scale:
    """The extracted scale, its verdicts as they were. A point counts from the same nearness on as an authored one."""
    authored = present.authored

    def moved(credit: float) -> float:
        nearness = authored.floor + credit * (authored.ceiling - authored.floor)
        return round((nearness - found.floor) / (1 - found.floor), 4)

    return Scale(
        floor=round(found.floor, 4),
        ceiling=1.0,
        covered=moved(authored.covered),
        partly=moved(authored.partly),
        lenience=round(found.lenience, 4),
        correct=present.extracted.correct,
        partially_correct=present.extracted.partially_correct,
    )


def _thresholds(scored: Sequence[GradingRow], encoder: WordEncoder, calibration: Calibration) -> tuple[float, float]:
    """(partially correct, correct), chosen on what the grader gives, for known questions and for strangers together."""
    labelled = [row for row in scored if row.verdict in _CLASSES]
    classes = np.array([_CLASSES[row.verdict or ""] for row in labelled])
    scores = [
        np.array([grader.grade_row(row.question, row.reference, row.answer).score for row in labelled])
        for grader in (Grader(encoder, calibration), Grader(encoder, replace(calibration, known={})))
    ]
    scale = calibration.extracted
    low, high = verdict_thresholds(scores, classes, above=1 - (1 - scale.partly) ** scale.lenience + 0.001)
    return round(low, 4), round(high, 4)


def _unseen_figures(
    scored: Sequence[GradingRow], unseen: Floats, judged: Measured, unseen_judged: Floats, low: float, high: float
) -> dict[str, float]:
    """Leave-question-out figures on the training rows."""
    labelled = np.array([row.verdict in _CLASSES for row in scored])
    truth = np.array([_CLASSES[row.verdict] for row in scored if row.verdict in _CLASSES])
    ours = (unseen[labelled] >= low).astype(int) + (unseen[labelled] >= high)
    return {
        "scored_pearson": _rounded(np.corrcoef(unseen, [row.score or 0.0 for row in scored])[0, 1]),
        "scored_accuracy": _rounded(np.mean(ours == truth)),
        "scored_accuracy_constant": _rounded(np.mean(truth == np.bincount(truth).argmax())),
        "judged_pearson": _rounded(np.corrcoef(unseen_judged, judged.target)[0, 1]),
    }


def _described(path: Path, rows: Sequence[GradingRow]) -> dict[str, Any]:
    counts = {split: sum(row.split == split for row in rows) for split in sorted({row.split for row in rows})}
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": counts}


def _held_out(by_file: dict[Path, list[GradingRow]], encoder: WordEncoder, calibration: Calibration) -> dict[str, Any]:
    """Figures on every split that was not fitted to."""
    grade = Grader(encoder, calibration).grade_row
    figures: dict[str, Any] = {}
    for path, rows in by_file.items():
        held = [row for row in rows if row.split != "train"]
        if held:
            got = evaluate(held, grade, mutate=False)
            named = {"pearson": got.pearson, "rmse": got.rmse, "accuracy": got.accuracy, "macro_f1": got.macro_f1}
            figures[path.name] = {
                name: {"value": _rounded(a.value), "constant": _rounded(a.constant)} for name, a in named.items() if a
            }
    return figures


def _rounded(value: float) -> float:
    return round(float(value), 4)


if __name__ == "__main__":
    main()
