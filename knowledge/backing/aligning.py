"""Which word of a passage says each word of a claim: the reading that keeps most of the passage's order."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.backing.claims import Claim, Token, says

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
    options = [_options(claim.tokens, place, window.tokens) for place in telling]
    at: list[int | None] = [None] * len(claim.tokens)
    for place, chosen in zip(telling, _cheapest(options), strict=True):
        at[place] = chosen
    return Alignment(claim, window, tuple(at))


def _options(claim: Sequence[Token], place: int, window: Sequence[Token]) -> list[int]:
    token = claim[place]
    found = [at for at, other in enumerate(window) if other.telling and says(token, other)]
    if len(token.parts) > 1:
        # `low-latency` is said by `low latency`, and the other way round.
        found += [at for at in range(len(window)) if _spelled_out(token, window, at, at)]
    else:
        found += [at for at, other in enumerate(window) if len(other.parts) > 1 and _makes_up(claim, place, other)]
    return sorted(set(found))


def _makes_up(claim: Sequence[Token], place: int, compound: Token) -> bool:
    span = len(compound.parts)
    return any(_spelled_out(compound, claim, first, place) for first in range(max(0, place - span + 1), place + 1))


def _spelled_out(compound: Token, tokens: Sequence[Token], first: int, place: int) -> bool:
    """Whether the tokens from `first` on, `place` among them, are the parts of the compound and nothing else."""
    parts = tokens[first : first + len(compound.parts)]
    return place < first + len(parts) and frozenset(part.stem for part in parts) == compound.parts


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
