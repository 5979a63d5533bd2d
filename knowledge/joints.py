"""What a claim may not change though it uses a passage's own words: order, subject, joints, critical words, numbers."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from knowledge.aligning import Alignment
from knowledge.backing_words import BE, DROPPABLE, NARROWING, PRONOUNS, ROUGHLY
from knowledge.claims import Claim, Token

_OF = frozenset("of the a an from in for by to on its their".split())
# So many telling words of the passage may be passed over between two that stand together in the claim.
_LONGEST_SKIP = 5
# What ties one clause to another, so that both have to stand in one sentence of the passage.
_TYING = frozenset({"reason", "result", "purpose", "condition", "once", "until", "before", "after"})
_INTRO = frozenset("in with during for by under at on within through".split())


def refusal(found: Alignment, passage: str, given: str) -> str:
    """Why the window does not say the claim; empty where it does."""
    if found.missing:
        return f"absent: {found.missing[0].word}"
    for name, broken in _RULES:
        if broken(found):
            return name
    return ""


def _numbers(found: Alignment) -> bool:
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


def _order(found: Alignment) -> bool:
    """Whether the words stand in an order that may say something else."""
    pairs = found.pairs
    return any(
        later <= earlier and not _may_turn(found, mine, after, earlier, later)
        for (mine, earlier), (after, later) in pairwise(pairs)
    )


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
    """`the model's answers` and `the answers of the model`."""
    between = found.window.tokens[later + 1 : earlier]
    said = {at for _, at in found.pairs}
    mine_between = found.claim.tokens[mine + 1 : after]
    if not between and [token.word for token in mine_between][:1] == ["of"] and len(mine_between) <= 2:
        return True
    joined = any(token.word in ("of", "from", "for", "in") for token in between)
    inside = all(
        token.word in _OF or (token.telling and place in said) for place, token in enumerate(between, later + 1)
    )
    own = all(token.word in _OF for token in found.claim.tokens[mine + 1 : after])
    return joined and inside and own and earlier - later <= 6


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
    return not any(token.telling for token in skipped)


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


def _critical(found: Alignment) -> bool:
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
    return head > first and _next(found.window.tokens, head, 1) == other


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
        if token.clause in last and (place <= last[token.clause] or _trails(found.window, place))
    ]


def _trails(window: Claim, place: int) -> bool:
    """Whether nothing telling follows in the clause: `too`, `does not`."""
    return not any(
        window.tokens[later].telling for later in window.clause(window.tokens[place].clause) if later > place
    )


def _subject(found: Alignment) -> bool:
    """A clause of the claim does not begin where a clause of the window begins: it may speak of another thing."""
    tokens, window = found.claim.tokens, found.window
    for clause in sorted({tokens[place].clause for place, _ in found.pairs}):
        first = min((place, at) for place, at in found.pairs if tokens[place].clause == clause)
        at = first[1]
        theirs = window.clause(window.tokens[at].clause)
        skipped = [place for place in theirs if place < at and window.tokens[place].telling]
        said = {place for _, place in found.pairs}
        if any(place not in said for place in skipped):
            return True
    return False


def _skips(found: Alignment) -> bool:
    """Two words that stand together in the claim, and in the window in two clauses or far apart."""
    for (mine, at), (after, later) in pairwise(found.pairs):
        if later <= at:
            continue
        if found.claim.tokens[mine].clause != found.claim.tokens[after].clause:
            continue
        between = found.window.tokens[at + 1 : later]
        if sum(token.telling for token in between) > _LONGEST_SKIP:
            return True
        if found.window.tokens[at].clause != found.window.tokens[later].clause and not _shares_subject(
            found, at, later
        ):
            return True
        if _drops_verb(found, mine, after, at, later):
            return True
    return False


def _shares_subject(found: Alignment, at: int, later: int) -> bool:
    """Whether the later clause says something of the earlier one's subject: it begins with a pronoun, or lacks one."""
    window = found.window
    clause = window.clause(window.tokens[later].clause)
    before = [window.tokens[place] for place in clause if place < later]
    if any(token.telling for token in before):
        return False
    marker = window.markers[window.tokens[later].clause]
    if len(before) == 1 and before[0].word in ("and", "but", "or", "then"):
        return True
    return marker == "relative" or any(token.word in PRONOUNS for token in before)


def _drops_verb(found: Alignment, mine: int, after: int, at: int, later: int) -> bool:
    """`X is Y` made of `X does something to Y`."""
    own = found.claim.tokens[mine + 1 : after]
    theirs = found.window.tokens[at + 1 : later]
    return (
        any(token.word in BE for token in own)
        and any(token.telling for token in theirs)
        and not any(token.word in BE for token in theirs)
    )


def _joined(found: Alignment) -> bool:
    """Clauses joined in another way: a cause, a condition or a time that the passage does not give, or one less."""
    claim, window = found.claim, found.window
    for clause, marker in enumerate(claim.markers):
        theirs = [window.tokens[at].clause for place, at in found.pairs if claim.tokens[place].clause == clause]
        if not theirs:
            continue
        here = {window.markers[one] for one in theirs}
        if marker in _TYING and len({window.sentence(one) for one in (*theirs, *_beside(found, clause))}) > 1:
            return True
        others = {
            window.markers[window.tokens[at].clause]
            for place, at in found.pairs
            if claim.tokens[place].clause != clause
        } - here
        if marker == "reason" and "reason" not in here and "result" not in others:
            return True
        if marker in ("result", "purpose") and not here & {"result", "purpose"} and "reason" not in others:
            return True
        if marker in ("condition", "once", "until", "before", "after") and marker not in here:
            return True
        if marker not in here and here & (NARROWING | {"before", "after"}):
            return True
    return False


def _beside(found: Alignment, clause: int) -> set[int]:
    """The clauses of the window that say what stands beside this clause of the claim."""
    near = (clause - 1, clause + 1) if clause not in found.claim.openings else (clause + 1,)
    tokens, window = found.claim.tokens, found.window.tokens
    return {window[at].clause for place, at in found.pairs if tokens[place].clause in near[:1]}


def _narrowed(found: Alignment) -> bool:
    """The passage says it only under a condition that the claim leaves out."""
    window = found.window
    said = {window.tokens[at].clause for _, at in found.pairs}
    return any(
        marker in NARROWING and clause not in said and _narrows(window, clause) in said
        for clause, marker in enumerate(window.markers)
    )


def _narrows(window: Claim, clause: int) -> int:
    """The clause that a condition belongs to: the one before, and where it opens its sentence, the one after."""
    return clause - 1 if clause and window.markers[clause] != "start" and not _opens(window, clause) else clause + 1


def _opens(window: Claim, clause: int) -> bool:
    return clause in window.openings


_RULES: tuple[tuple[str, Callable[[Alignment], bool]], ...] = (
    ("number", _numbers),
    ("order", _order),
    ("critical", _critical),
    ("subject", _subject),
    ("apart", _skips),
    ("joint", _joined),
    ("condition", _narrowed),
)
