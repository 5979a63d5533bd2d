"""The fitted constants of the grader, from one small versioned file."""

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


@dataclass(frozen=True, slots=True)
class Calibration:
    """Credit of one key point = sigmoid(intercept + coefficients . features), stretched from [floor, ceiling] to 0..1.

    `coefficients` are in the order of `features.NAMES`, none negative: credit only rises with a feature. `covered` and
    `partly` are the credits from which a point counts as such; `correct` and `partially_correct` the same for scores.
    """

    version: str
    intercept: float
    coefficients: tuple[float, ...]
    floor: float
    ceiling: float
    covered: float
    partly: float
    correct: float
    partially_correct: float
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def credit(self, features: NDArray[np.float64]) -> float:
        """0..1 for one key point."""
        chance = 1 / (1 + np.exp(-(self.intercept + features @ np.array(self.coefficients))))
        return float(np.clip((chance - self.floor) / (self.ceiling - self.floor), 0, 1))


class UnusableCalibration(ValueError):
    """For operators: the constants do not fit the code. The mend: run `python -m bot.grading.refit` again."""


def read_calibration(path: Path) -> Calibration:
    return _parse(path.read_text(encoding="utf-8"), str(path))


@lru_cache(maxsize=1)
def packaged_calibration() -> Calibration:
    """The constants that come with the package."""
    text = resources.files("bot.grading").joinpath("calibration.json").read_text(encoding="utf-8")
    return _parse(text, "bot/grading/calibration.json")


def _parse(text: str, where: str) -> Calibration:
    card = json.loads(text)
    coefficients: dict[str, float] = card["coefficients"]
    if tuple(coefficients) != NAMES or min(coefficients.values()) < 0:
        raise UnusableCalibration(
            f"{where} gives coefficients for {', '.join(coefficients)}, but the grader measures {', '.join(NAMES)} "
            "and lets credit only rise with them; run `python -m bot.grading.refit --data FOLDER` to fit it again."
        )
    return Calibration(
        version=card["version"],
        intercept=card["intercept"],
        coefficients=tuple(coefficients.values()),
        **card["credit"],
        **card["verdict"],
        provenance=card["provenance"],
    )
