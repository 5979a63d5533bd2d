"""Which version of a prompt and which model a learner gets, and which candidate runs beside it unseen."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Candidate(Protocol):
    """As `bot.settings.Candidate`: shares from 0 to 1."""

    @property
    def version(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def shadow(self) -> float: ...
    @property
    def shown(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Arm:
    """Empty: the prompt's default version, the model that is set."""

    version: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Trials:
    """`candidates` by prompt."""

    candidates: Mapping[str, Candidate]
    usual: Arm

    def shown(self, prompt: str, learner: str) -> Arm:
        """Always the same for a learner, a prompt and a candidate; another candidate draws other learners."""
        candidate = self.candidates.get(prompt)
        if candidate is not None and _place(learner, prompt, candidate) < candidate.shown:
            return self._arm(candidate)
        return self.usual

    def shadow(self, prompt: str, shown: Arm, draw: float) -> Arm | None:
        """The candidate that is to run beside what is shown; `draw` is from 0 to below 1, new for each call."""
        candidate = self.candidates.get(prompt)
        if candidate is None or draw >= candidate.shadow or shown == self._arm(candidate):
            return None
        return self._arm(candidate)

    def _arm(self, candidate: Candidate) -> Arm:
        return Arm(candidate.version or self.usual.version, candidate.model or self.usual.model)


def _place(learner: str, prompt: str, candidate: Candidate) -> float:
    """From 0 to below 1, evenly over learners."""
    named = "\0".join((learner, prompt, candidate.version, candidate.model))
    return int.from_bytes(hashlib.sha256(named.encode("utf-8", "replace")).digest()[:8]) / 2**64
