"""One sentence of advice from a template and the reference's own words: no fact is made up."""

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from bot.practice.grading import Flag, GradedPoint, PointVerdict


@lru_cache(maxsize=1)
def _templates() -> dict[str, str]:
    text = resources.files("bot.grading").joinpath("advice.json").read_text(encoding="utf-8")
    templates: dict[str, str] = json.loads(text)
    return templates


def advise(points: Sequence[GradedPoint], flags: Sequence[Flag]) -> str:
    """Names the point most worth learning: a contradicted one, else the missed or partly covered one furthest away."""
    told = [flag for flag in flags if flag in _templates()]
    wanting = sorted(
        (point for point in points if point.verdict is not PointVerdict.COVERED),
        key=lambda point: (_ORDER[point.verdict], point.credit),
    )
    if not wanting:
        return _templates()["complete"]
    kind = told[0] if told else wanting[0].verdict.value
    return _templates()[kind].format(point=_sentence(wanting[0].key_point.text))


_ORDER = {PointVerdict.CONTRADICTED: 0, PointVerdict.MISSED: 1, PointVerdict.PARTLY: 2}


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."
