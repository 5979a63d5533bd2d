"""Which models have earned a say in grading: the outcomes of trials, in one small file of the data folder.

A model that argues is no judge by that: one of 1.5 billion parameters, asked for verdicts on single points, was right
in .38 of three. So what it argues is counted, and changes nothing, until a trial over labelled answers has shown that
grades are no worse with it.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "model-trials.json"


@dataclass(frozen=True, slots=True)
class Quality:
    """Verdicts on points against a person's, and scores of whole answers against theirs."""

    accuracy: float
    macro_f1: float
    pearson: float
    rmse: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One trial of one model with one prompt beside one way of computing grades.

    `answers` were tried, `unanswered` of them without a reply; `made`, `heard`, `voided` count arguments, verdicts that
    changed and replies with an invented argument. `difference` is the gain in the share of points judged as a person
    does, answer by answer, and `interval` its 95% bootstrap interval.
    """

    model: str
    prompt: str
    digest: str
    grader: str
    answers: int
    unanswered: int
    made: int
    heard: int
    voided: int
    without: Quality
    with_model: Quality
    difference: float
    interval: tuple[float, float]
    earned: bool
    at: str


class TrialBook:
    """`grader` names the constants that grades are computed with: an outcome beside others tells nothing."""

    def __init__(self, folder: Path, grader: str) -> None:
        self._file = folder / FILE
        self._grader = grader

    def heard(self, model: str, digest: str) -> bool:
        """Whether the last trial of this model with the prompt of this digest was passed."""
        found = self.outcomes().get(_key(model, digest, self._grader))
        return found is not None and found.get("earned") is True

    def outcomes(self) -> Mapping[str, Mapping[str, Any]]:
        """None where there is no file, or what is there is no such file: then nobody has earned anything."""
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {key: one for key, one in found.items() if isinstance(one, dict)}

    def keep(self, outcome: Outcome) -> None:
        """Beside the others, in one step: a reader sees the file before or after."""
        found = {**self.outcomes(), _key(outcome.model, outcome.digest, outcome.grader): asdict(outcome)}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=1)
        Path(name).replace(self._file)


def _key(model: str, digest: str, grader: str) -> str:
    return f"{model} {digest} {grader}"
