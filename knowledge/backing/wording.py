"""The words of a claim beside those of the passage: numbers, order, and the words that change what is claimed."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from knowledge.backing.aligning import Alignment
from knowledge.backing.claims import Claim, Token
from knowledge.backing.vocabulary import BE, DROPPABLE, ROUGHLY

# Words of a phrase in which `only` may stand here or there.
_PHRASE = 4
_DETERMINERS = frozenset("a an the its their this that these those each every any both all".split())


def numbers(found: Alignment) -> bool:
    """A number stands with the same thing, and is as exact."""
    mine, theirs = found.claim.tokens, found.window.tokens
    for place, at in found.pairs:
        if mine[place].role != "number":
            continue
        if not any(
            found.at[near] == other
            for near, other in (
                (_next(mine, place, 1), _next(theirs, at, 1)),
                (_next(mine, place, -1), _next(theirs, at, -1)),
            )
            if near is not None and other is not None
        ):
            return True
        if _rough(mine, place) != _rough(theirs, at):
            return True
    return False


def _next(tokens: Sequence[Token], place: int, step: int) -> int | None:
    place += step
    while 0 <= place < len(tokens):
        if tokens[place].telling:
            return place
        place += step
    return None


def _rough(tokens: Sequence[Token], place: int) -> str:
    before = tokens[place - 1].word if place else ""
    return before if before in ROUGHLY - {"to"} else ""


def twice(found: Alignment) -> bool:
    """A word of the passage that stands for two of the claim's, and is neither a compound nor a short form."""
    places = [at for _, at in found.pairs if len(found.window.tokens[at].parts) < 2]
    return len(set(places)) < len(places)


def order(found: Alignment) -> bool:
    """Whether the words stand in an order that may say something else."""
    turned = False
    for (mine, earlier), (after, later) in pairwise(found.pairs):
        if later > earlier:
            turned = False
        elif turned or not _may_turn(found, mine, after, earlier, later):
            return True
        else:
            turned = later < earlier
    return False


def _may_turn(found: Alignment, mine: int, after: int, earlier: int, later: int) -> bool:
    """`mine` and `after` stand in this order in the claim and at `earlier` > `later` in the window."""
    return (
        (later == earlier and _one_word(found, mine, after, later))
        or _of_phrase(found, mine, after, earlier, later)
        or _passive(found, mine, after, earlier, later)
        or _clause_moved(found, mine, after, earlier, later)
    )


def _one_word(found: Alignment, mine: int, after: int, at: int) -> bool:
    """A compound or a short form that the claim spells out."""
    return len(found.window.tokens[at].parts) > 1 and after - mine == 1


def _of_phrase(found: Alignment, mine: int, after: int, earlier: int, later: int) -> bool:
    """`the model's answers` and `the answers of the model`: `of` stands in one of them, and all else in both."""
    between = found.window.tokens[later + 1 : earlier]
    own = [token.word for token in found.claim.tokens[mine + 1 : after]]
    said = {at for _, at in found.pairs}
    if not between:
        return own[:1] == ["of"] and len(own) <= 2
    apart = [place for place, token in enumerate(between) if token.word == "of"]
    rest = [place for place, token in enumerate(between) if token.word not in ("of", "the", "a", "an")]
    return not own and len(apart) == 1 and all(later + 1 + place in said for place in rest) and len(rest) <= 2


def _passive(found: Alignment, mine: int, after: int, earlier: int, later: int) -> bool:
    """`a copy is stored` for `stores a copy`: nothing stands before it that could have been the object."""
    mine_tokens = found.claim.tokens
    between = mine_tokens[mine + 1 : after]
    if not any(token.word in BE for token in between) or any(token.telling for token in between):
        return False
    clause = found.claim.clause(mine_tokens[mine].clause)
    phrase = [place for place in clause if place <= mine and mine_tokens[place].telling]
    ats = [at for place in phrase if (at := found.at[place]) is not None]
    if not ats or min(ats) < later:
        return False
    skipped = found.window.tokens[later + 1 : min(ats)]
    return all(token.word in _DETERMINERS for token in skipped)


def _clause_moved(found: Alignment, mine: int, after: int, earlier: int, later: int) -> bool:
    """A whole clause with its own marker stands on the other side of the main one."""
    one, other = found.claim.tokens[mine].clause, found.claim.tokens[after].clause
    if one == other:
        return False
    window = found.window
    mine_in = {window.tokens[at].clause for place, at in found.pairs if found.claim.tokens[place].clause == one}
    other_in = {window.tokens[at].clause for place, at in found.pairs if found.claim.tokens[place].clause == other}
    joined = {found.claim.markers[one], found.claim.markers[other]} - {"start", "part", "and", "relative"}
    return bool(joined) and not mine_in & other_in


def critical(found: Alignment) -> bool:
    """A critical word more or less, or one that stands with another word."""
    mine = _with_head(found.claim, range(len(found.claim.tokens)), lambda place: found.at[place])
    theirs = _with_head(found.window, _covered(found), lambda place: place)
    for group, head in mine:
        same = next((entry for entry in theirs if entry == (group, head) or _moved(found, group, head, entry)), None)
        if same is None:
            return True
        theirs.remove(same)
    return any(group not in DROPPABLE for group, _ in theirs)


def _moved(found: Alignment, group: str, head: int | None, entry: tuple[str, int | None]) -> bool:
    """`they only get the answers` for `they get only the answers`."""
    other = entry[1]
    if group != "only" or entry[0] != group or head is None or other is None:
        return False
    first = min((at for _, at in found.pairs), default=0)
    between = found.window.tokens[min(head, other) + 1 : max(head, other)]
    return (
        head > first
        and found.window.tokens[head].clause == found.window.tokens[other].clause
        and all(token.word in ("of", "the", "a", "an") or token.group == group or token.telling for token in between)
        and len(between) <= _PHRASE
    )


def _with_head(claim: Claim, places: Sequence[int], where: Callable[[int], int | None]) -> list[tuple[str, int | None]]:
    """Each critical word's group and the place in the window of the telling word that follows it, else precedes."""
    found: list[tuple[str, int | None]] = []
    for place in places:
        token = claim.tokens[place]
        if token.role != "critical":
            continue
        head = _next(claim.tokens, place, 1)
        if head is None or claim.tokens[head].clause != token.clause:
            head = _next(claim.tokens, place, -1)
        found.append((token.group, where(head) if head is not None else None))
    return found


def _covered(found: Alignment) -> list[int]:
    """The places of the window that the claim speaks of: of each clause, from its beginning to its last word said."""
    last: dict[int, int] = {}
    for _, at in found.pairs:
        clause = found.window.tokens[at].clause
        last[clause] = max(last.get(clause, 0), at)
    return [
        place
        for place, token in enumerate(found.window.tokens)
        if _spoken(found.window, token.clause, last)
        and (place <= last.get(token.clause, 0) or _trails(found.window, place))
    ]


def _spoken(window: Claim, clause: int, last: Mapping[int, int]) -> bool:
    """A clause of which nothing is telling (`but not`) belongs to the one after it."""
    return clause in last or (
        clause + 1 in last and not any(window.tokens[place].telling for place in window.clause(clause))
    )


def _trails(window: Claim, place: int) -> bool:
    """Whether nothing telling follows in the clause: `too`, `does not`."""
    return not any(
        window.tokens[later].telling for later in window.clause(window.tokens[place].clause) if later > place
    )
