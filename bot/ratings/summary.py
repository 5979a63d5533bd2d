"""What the votes say in sum, and how far so few votes can be trusted."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from bot.records import Rating

_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for one thing. `share` is up / (up + down); the true share lies in [low, high] with 95 % confidence."""

    name: str
    up: int
    down: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """`reasons` counts what the votes against gave as reason; the tallies are in the order of their names."""

    overall: Tally | None
    targets: tuple[Tally, ...]
    templates: tuple[Tally, ...]
    generations: tuple[Tally, ...]
    reasons: tuple[tuple[str, int], ...]


def summarise(ratings: Iterable[Rating]) -> RatingSummary:
    """From the votes that count. Votes taken back (0) are left out; `overall` is None where no vote is left."""
    votes = [rating for rating in ratings if rating.vote]
    reasons: dict[str, int] = defaultdict(int)
    for rating in votes:
        if rating.vote < 0:
            reasons[rating.reason or "none given"] += 1
    return RatingSummary(
        overall=_tally("all", votes) if votes else None,
        targets=_tallies(votes, lambda rating: rating.target),
        templates=_tallies(votes, lambda rating: rating.template),
        generations=_tallies(votes, lambda rating: rating.generation),
        reasons=tuple(sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))),
    )


def wilson_interval(successes: int, trials: int, confidence: float = _CONFIDENCE) -> tuple[float, float]:
    """Bounds of a proportion, 0..1; (0, 1) without trials.

    The score interval of Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927). Unlike the usual mean plus or minus two errors, it stays honest for
    few votes and for shares near 0 and 1.
    """
    if trials == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    margin = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale)


def _tallies(votes: Iterable[Rating], key: Callable[[Rating], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[Rating]] = defaultdict(list)
    for rating in votes:
        groups[key(rating)].append(rating)
    return tuple(_tally(name, some) for name, some in sorted(groups.items()))


def _tally(name: str, votes: list[Rating]) -> Tally:
    up = sum(rating.vote > 0 for rating in votes)
    low, high = wilson_interval(up, len(votes))
    return Tally(name, up, len(votes) - up, up / len(votes), low, high)
