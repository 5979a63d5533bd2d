"""Which word of a passage says each word of a claim: the reading that keeps most of the passage's order."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.claims import Claim, Token, says

# The cost of each word skipped, of going back, and of one word of the passage said twice.
_GAP, _BACK, _TWICE = 0.04, 1.0, 3.0
_NEW_SENTENCE = 0.3


@dataclass(frozen=True, slots=True)
class Alignment:
    """`at[n]` is the place in the window of the claim's n-th token; None where it is not said there."""

    claim: Claim
    window: Claim
    at: tuple[int | None, ...]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(place in the claim, place in the window) of the telling words, in the claim's order."""
        return [
            (mine, place) for mine, place in enumerate(self.at) if place is not None and self.claim.tokens[mine].telling
        ]

    @property
    def missing(self) -> list[Token]:
        return [
            token for token, place in zip(self.claim.tokens, self.at, strict=True) if token.telling and place is None
        ]


def align(claim: Claim, window: Claim) -> Alignment:
    telling = [place for place, token in enumerate(claim.tokens) if token.telling]
    options = [_options(claim.tokens[place], window.tokens) for place in telling]
    at: list[int | None] = [None] * len(claim.tokens)
    for place, chosen in zip(telling, _cheapest(options), strict=True):
        at[place] = chosen
    return Alignment(claim, window, tuple(at))


def _options(token: Token, window: Sequence[Token]) -> list[int]:
    exact = [place for place, other in enumerate(window) if other.telling and says(token, other)]
    if exact or len(token.parts) < 2:
        return exact
    # `low-latency` is said by `low latency`, too.
    span = len(token.parts)
    return [
        place
        for place in range(len(window) - span + 1)
        if token.parts <= frozenset(other.stem for other in window[place : place + span])
    ]


def _cheapest(options: Sequence[Sequence[int]]) -> list[int | None]:
    """One place for each word that has any, so that the path through the window is the cheapest."""
    paths: dict[int, tuple[float, list[int | None]]] = {-1: (0.0, [])}
    for places in options:
        if not places:
            paths = {place: (cost, [*path, None]) for place, (cost, path) in paths.items()}
            continue
        paths = {
            place: min(
                ((cost + _step(before, place, path), [*path, place]) for before, (cost, path) in paths.items()),
                key=lambda one: one[0],
            )
            for place in places
        }
    return min(paths.values(), key=lambda one: one[0])[1]


def _step(before: int, place: int, path: Sequence[int | None]) -> float:
    if before < 0:
        return _GAP * place
    if place in path:
        return _TWICE
    return _GAP * (place - before - 1) if place > before else _BACK + _GAP * (before - place)
