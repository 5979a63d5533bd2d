"""The fitted constants of the grader, from one small versioned file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.grading.features import NAMES
from knowledge.sentences import words


@dataclass(frozen=True, slots=True)
class Scale:
    """How the nearness of an answer to its key points becomes credits, verdicts and a score.

    A point's credit is its nearness stretched from [`floor`, `ceiling`] to 0..1; from `covered` and `partly` on, it
    counts as such. The score is 1 - (1 - mean credit) ** `lenience`; `correct` and `partially_correct` are scores.
    """

    floor: float
    ceiling: float
    covered: float
    partly: float
    lenience: float
    correct: float
    partially_correct: float

    def credit(self, nearness: float) -> float:
        return min(1.0, max(0.0, (nearness - self.floor) / (self.ceiling - self.floor)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` are those of the features, in the order of `features.NAMES`, none negative, sum 1.

    Two scales, because two kinds of key points differ: `authored` ones are what a good answer must say; `extracted`
    ones are every claim of a reference answer, of which a good answer says some. `known` is the lenience of single
    questions that people's grades taught, by `question_digest`.
    """

    version: str
    weights: tuple[float, ...]
    authored: Scale
    extracted: Scale
    known: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def nearness(self, features: NDArray[np.float64]) -> float:
        """0..1: rises with every feature."""
        return float(features @ np.array(self.weights))

    def lenience(self, scale: Scale, question: str) -> float:
        if scale is self.authored:
            return scale.lenience
        return self.known.get(question_digest(question), scale.lenience)


class UnusableCalibration(ValueError):
    """For operators: the constants do not fit the code. The mend: run `python -m bot.grading.refit` again."""


def question_digest(question: str) -> str:
    """Names a question by its words, whatever their case and spacing."""
    return hashlib.sha256(" ".join(words(question)).encode()).hexdigest()[:16]


def read_calibration(path: Path) -> Calibration:
    """Raises UnusableCalibration where the file was made for other features."""
    return _parse(path.read_text(encoding="utf-8"), str(path))


@lru_cache(maxsize=1)
def packaged_calibration() -> Calibration:
    """The constants that come with the package."""
    text = resources.files("bot.grading").joinpath("calibration.json").read_text(encoding="utf-8")
    return _parse(text, "bot/grading/calibration.json")


def _parse(text: str, where: str) -> Calibration:
    card = json.loads(text)
    weights: dict[str, float] = card["weights"]
    if tuple(weights) != NAMES or min(weights.values()) < 0:
        raise UnusableCalibration(
            f"{where} weighs {', '.join(weights)}, but the grader measures {', '.join(NAMES)} and lets credit only "
            "rise with them; run `python -m bot.grading.refit --data FOLDER` to fit it again."
        )
    return Calibration(
        version=card["version"],
        weights=tuple(weights.values()),
        authored=Scale(**card["authored"]),
        extracted=Scale(**card["extracted"]),
        known=card["known_questions"],
        provenance=card["provenance"],
    )
