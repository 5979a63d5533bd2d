"""What calls took, by day, prompt and model."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median
from zoneinfo import ZoneInfo

from bot.models.values import Call, Role

# Refused before anything left: nothing failed, for nothing was asked.
REFUSED = ("limit", "budget")
# Neither a success nor a fault of the model's.
_NO_FAULT = ("done", "stopped", "", *REFUSED)


@dataclass(frozen=True, slots=True)
class Used:
    """`outcomes` counts all calls by how they ended, "under way" among them. Medians are of calls that were done, in
    seconds; `figures` are means of what was noted beside calls; `dropped` is the share of the sentences written that
    were not shown. None and empty where there is nothing to take them of.
    """

    day: date
    prompt: str
    version: str
    model: str
    role: Role
    outcomes: Mapping[str, int]
    input_tokens: int
    output_tokens: int
    cost: float
    first_s: float | None
    total_s: float | None
    figures: Mapping[str, float]
    dropped: float | None

    @property
    def asked(self) -> int:
        return sum(self.outcomes.values()) - self.refused

    @property
    def refused(self) -> int:
        return sum(self.outcomes.get(outcome, 0) for outcome in REFUSED)

    @property
    def failed(self) -> int:
        return sum(count for outcome, count in self.outcomes.items() if outcome not in (*_NO_FAULT, "under way"))


def used(calls: Iterable[Call], timezone: ZoneInfo) -> tuple[Used, ...]:
    """The latest day first, then by prompt, version, model and role. A day is one of `timezone`."""
    groups: dict[tuple[date, str, str, str, Role], list[Call]] = {}
    for call in calls:
        key = (call.at.astimezone(timezone).date(), call.prompt, call.version, call.model, call.role)
        groups.setdefault(key, []).append(call)
    in_order = sorted(groups.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1:]))
    return tuple(_used(key, group) for key, group in in_order)


def _used(key: tuple[date, str, str, str, Role], calls: list[Call]) -> Used:
    done = [call for call in calls if call.outcome == "done"]
    firsts = [call.first_s for call in done if call.first_s is not None]
    noted: dict[str, list[float]] = {}
    for call in calls:
        for name, value in (call.figures or {}).items():
            noted.setdefault(name, []).append(value)
    return Used(
        *key,
        outcomes=dict(Counter(call.outcome or "under way" for call in calls)),
        input_tokens=sum(call.usage.input_tokens for call in calls),
        output_tokens=sum(call.usage.output_tokens for call in calls),
        cost=sum(call.cost for call in calls),
        first_s=median(firsts) if firsts else None,
        total_s=median(call.total_s for call in done) if done else None,
        figures={name: fmean(values) for name, values in sorted(noted.items())},
        dropped=_dropped([call.figures for call in calls if call.figures]),
    )


def _dropped(figures: Iterable[Mapping[str, float]]) -> float | None:
    """Of all sentences, not of calls: a long reply weighs more. Some count what was dropped, some note its share."""
    written = dropped = 0.0
    for noted in figures:
        sentences = noted.get("sentences", noted.get("written", 0.0))
        written += sentences
        dropped += noted.get("sentences_dropped", noted.get("dropped", 0.0) * sentences)
    return dropped / written if written else None
