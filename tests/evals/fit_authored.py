"""Refits the scale of authored key points: `python -m tests.evals.fit_authored`, with `--write` into calibration.json.

It is fitted on points_dev.jsonl; points_heldout.jsonl is reported on and never fitted to.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.evals.key_points import KeyPointFigures, LabelledAnswer, evaluate, read_labelled
from bot.grading.calibration import Calibration, Scale, packaged_calibration
from bot.grading.features import overshadowed, weigh
from bot.grading.grader import SHADOW, Grader
from bot.grading.order import rivals_of
from bot.grading.reading import Reading
from bot.practice.grading import Grade, PointVerdict
from ingest.content import extract
from ingest.files.sources import Document
from knowledge.encoder import PACKAGED_MODEL, OnnxEncoder, open_encoder
from knowledge.questions import Question

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "knowledge" / "corpus"
CALIBRATION = HERE.parents[1] / "bot" / "grading" / "calibration.json"
DEV, HELD_OUT = HERE / "points_dev.jsonl", HERE / "points_heldout.jsonl"
_WORTH = {PointVerdict.COVERED: 1.0, PointVerdict.PARTLY: 0.5, PointVerdict.MISSED: 0.0}
_FOLDS = 10

Floats = NDArray[np.float64]


def starter_questions() -> dict[str, Question]:
    files = sorted(CORPUS.glob("*.md"))
    contents = [extract(Document(f"starter:{file.name}", file.read_bytes())).content for file in files]
    return {question.id: question for content in contents for question in content.questions}


def nearness_of(
    rows: Sequence[LabelledAnswer], questions: dict[str, Question], encoder: OnnxEncoder, constants: Calibration
) -> tuple[Floats, list[PointVerdict], list[int]]:
    """Nearness, label and row of every point that is labelled as said or not said; contradicted ones are left out."""
    near: list[float] = []
    labels: list[PointVerdict] = []
    places: list[int] = []
    for place, row in enumerate(rows):
        question = questions[row.question_id]
        assert question.answer is not None
        asked, said = Reading(question.text, encoder), Reading(row.answer, encoder)
        points = [Reading(point.text, encoder) for point in question.answer.key_points]
        found = [weigh(asked, point, said, rivals_of(asked, point, points)) for point in points]
        for evidence, shadow, label in zip(found, SHADOW * overshadowed(found), row.points, strict=True):
            if label is not PointVerdict.CONTRADICTED:
                near.append(constants.nearness(evidence.features.array()) - float(shadow))
                labels.append(label)
                places.append(place)
    return np.array(near), labels, places


def fit(near: Floats, labels: Sequence[PointVerdict], present: Scale) -> Scale:
    """Floor and ceiling by least squares of the credit; then the two thresholds by accuracy plus macro-F1.

    Macro-F1 alone would call much of what was not said "partly", for the sake of few labels.
    """
    worth = np.array([_WORTH[label] for label in labels])
    ends = [
        (float(((np.clip((near - floor) / (ceiling - floor), 0, 1) - worth) ** 2).mean()), floor, ceiling)
        for floor in np.arange(0.10, 0.45, 0.01)
        for ceiling in np.arange(floor + 0.05, 0.80, 0.01)
    ]
    _, floor, ceiling = min(ends)
    scale = replace(present, floor=round(float(floor), 2), ceiling=round(float(ceiling), 2))
    credit = np.array([scale.credit(one) for one in near])
    best = max(
        (_agreement(credit, worth, partly, covered), -covered, -partly)
        for covered in np.arange(0.30, 0.90, 0.02)
        for partly in np.arange(0.10, covered - 0.09, 0.02)
    )
    return replace(scale, covered=round(float(-best[1]), 2), partly=round(float(-best[2]), 2))


def _agreement(credit: Floats, worth: Floats, partly: float, covered: float) -> float:
    given = _verdicts(credit, partly, covered)
    return float((given == worth).mean()) + _macro_f1(given, worth)


def _verdicts(credit: Floats, partly: float, covered: float) -> Floats:
    return np.where(credit >= covered, 1.0, np.where(credit >= partly, 0.5, 0.0))


def _macro_f1(given: Floats, worth: Floats) -> float:
    scores = []
    for value in (1.0, 0.5, 0.0):
        hits = ((given == value) & (worth == value)).sum()
        scores.append(2 * hits / max(1, (given == value).sum() + (worth == value).sum()))
    return float(np.mean(scores))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.evals.fit_authored", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the constants into bot/grading/calibration.json")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "interview-coach-tests")
    given = parser.parse_args()
    encoder = open_encoder(PACKAGED_MODEL, given.cache)
    questions, present = starter_questions(), packaged_calibration()
    dev, held_out = read_labelled(DEV), read_labelled(HELD_OUT)
    near, labels, places = nearness_of(dev, questions, encoder, present)
    scale = fit(near, labels, present.authored)
    constants = replace(present, authored=scale)

    def figures(rows: Sequence[LabelledAnswer], constants: Calibration) -> KeyPointFigures:
        grader = Grader(encoder, constants)

        def grade(question_id: str, answer: str) -> Grade:
            question = questions[question_id]
            assert question.answer is not None
            return grader.grade(question.text, question.answer, answer)

        return evaluate(rows, grade)

    card: dict[str, Any] = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    card["authored"] = asdict(scale)
    card["authored_provenance"] = {
        "command": "python -m tests.evals.fit_authored --write",
        "data": {"file": DEV.name, "rows": len(dev), "sha256": hashlib.sha256(DEV.read_bytes()).hexdigest()},
        "questions_left_out": _left_out(near, labels, [dev[place].question_id for place in places], present.authored),
        "fitted_to": _rounded(figures(dev, constants)),
        "held_out": _rounded(figures(held_out, constants)),
    }
    print(json.dumps({"before": _rounded(figures(dev, present)), "authored": asdict(scale)}, indent=1))
    print(json.dumps(card["authored_provenance"], indent=1))
    if given.write:
        CALIBRATION.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _left_out(near: Floats, labels: Sequence[PointVerdict], groups: Sequence[str], present: Scale) -> dict[str, float]:
    """Verdicts on questions that the scale was not fitted to, in folds of the development set."""
    names = sorted(set(groups))
    fold = np.array([names.index(group) % _FOLDS for group in groups])
    worth = np.array([_WORTH[label] for label in labels])
    given = np.zeros(len(near))
    for one in range(_FOLDS):
        rest = fold != one
        scale = fit(near[rest], [label for label, kept in zip(labels, rest, strict=True) if kept], present)
        credit = np.array([scale.credit(value) for value in near[~rest]])
        given[~rest] = _verdicts(credit, scale.partly, scale.covered)
    return {
        "accuracy": round(float((given == worth).mean()), 4),
        "macro_f1": round(_macro_f1(given, worth), 4),
    }


def _rounded(figures: KeyPointFigures) -> dict[str, Any]:
    return json.loads(json.dumps(figures.to_json()), parse_float=lambda text: round(float(text), 4))  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
