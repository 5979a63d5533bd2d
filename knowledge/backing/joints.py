"""How a claim joins its clauses, and of what each speaks: what it may not change though it uses a passage's words."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from knowledge.backing.aligning import Alignment
from knowledge.backing.claims import Claim, Token
from knowledge.backing.vocabulary import BE, NARROWING, OPEN_ENDED, PRONOUNS, TIES
from knowledge.backing.wording import critical, numbers, order, twice

# So many telling words of the passage may be passed over between two that stand together in the claim.
_LONGEST_SKIP = 5
# What ties one clause to another, so that both have to stand in one sentence of the passage.
_TYING = frozenset({"reason", "result", "purpose", "condition", "once", "until", "before", "after"})
_RELATIVES = frozenset("which who where whom whose that in".split())


def refusal(found: Alignment, given: frozenset[str]) -> str:
    """Why the window does not say the claim; empty where it does. `given` are stems that everybody has in mind."""
    if found.missing:
        return f"absent: {found.missing[0].word}"
    if _headless(found, given):
        return "headless"
    return next((name for name, broken in _RULES if broken(found)), "")


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


def _headless(found: Alignment, given: frozenset[str]) -> bool:
    """`Integration runs` made of `Integration tests run`, or `perplexity is` of `a perplexity of ten is`: a part of
    what a clause speaks of is left out, and it is not what was asked about anyway. A second thing that is said of the
    same (`X does this and does that`) may stand alone."""
    window = found.window
    said = sorted({at for _, at in found.pairs})
    for clause in {window.tokens[at].clause for at in said}:
        phrase = _first_phrase(window, clause)
        for at, later in pairwise(at for at in said if window.tokens[at].clause == clause):
            between = window.tokens[at + 1 : later]
            last = max((place for place, token in enumerate(between) if token.telling), default=-1)
            joined = any(token.word in ("and", "but", "or") for token in between[last + 1 :])
            asked = all(token.stem in given for token in between if token.telling)
            if at in phrase and last >= 0 and not joined and not asked:
                return True
    return False


def _first_phrase(window: Claim, clause: int) -> set[int]:
    """The telling words that stand together at the beginning of a clause."""
    places = window.clause(clause)
    run: set[int] = set()
    for place in places:
        if window.tokens[place].telling:
            run.add(place)
        elif run:
            break
    return run


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
        if _drops_verb(found, mine, after, at, later) or _tied_otherwise(found, mine, after, at, later):
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


def _tied_otherwise(found: Alignment, mine: int, after: int, at: int, later: int) -> bool:
    """`keeps the store` made of `keeps values in the store`, or `from` for `to`."""
    own, between = found.claim.tokens[mine + 1 : after], found.window.tokens[at + 1 : later]
    last = max((place for place, token in enumerate(between) if token.telling), default=-1)
    tie, theirs = _tie(own), _tie(between[last + 1 :])
    if not tie and theirs == "of":
        # `the model's values` and `the values of the model`
        said = {place for _, place in found.pairs}
        return any(token.telling and place not in said for place, token in enumerate(between, at + 1))
    return tie != theirs


def _tie(tokens: Sequence[Token]) -> str:
    """The group of the last preposition; those of `such as` and `for example` tie nothing."""
    ties = [
        TIES[token.word]
        for before, token, behind in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False)
        if token.word in TIES
        and not (before is not None and before.word == "such")
        and not (behind is not None and behind.word in ("example", "instance"))
    ]
    return ties[-1] if ties else ""


def _joined(found: Alignment) -> bool:
    """Clauses joined in another way: a cause, a condition or a time that the passage does not give, or one less."""
    claim, window = found.claim, found.window
    for clause, marker in enumerate(claim.markers):
        theirs = [window.tokens[at].clause for place, at in found.pairs if claim.tokens[place].clause == clause]
        if not theirs:
            continue
        own = set(marker.split("+"))
        here = {part for one in theirs for part in window.markers[one].split("+")}
        if own & _TYING and len({window.sentence(one) for one in (*theirs, *_beside(found, clause))}) > 1:
            return True
        others = {
            part
            for place, at in found.pairs
            if claim.tokens[place].clause != clause
            for part in window.markers[window.tokens[at].clause].split("+")
        } - here
        if any(not _given(one, here, others) for one in own & _TYING):
            return True
        if (here & (NARROWING | {"before", "after"})) - own:
            return True
    return False


def _given(marker: str, here: set[str], others: set[str]) -> bool:
    """`A because B` says what `B, so A` says."""
    if marker == "reason":
        return "reason" in here or "result" in others
    if marker in ("result", "purpose"):
        return bool(here & {"result", "purpose"}) or "reason" in others
    return marker in here


def _across(found: Alignment) -> bool:
    """A clause taken from another sentence than the one before it, where it does not name its own subject: one that
    does not open that sentence, or leans on what stood before it."""
    claim, window = found.claim, found.window
    sentence = None
    for clause in range(len(claim.markers)):
        places = [(place, at) for place, at in found.pairs if claim.tokens[place].clause == clause]
        if not places:
            continue
        first = window.tokens[min(places)[1]].clause
        if sentence is not None and window.sentence(first) != sentence:
            opening = claim.tokens[min(place for place in claim.clause(clause))].word
            leaning = [token for token in claim.tokens if token.clause == clause][:3]
            if first not in window.openings or opening in _RELATIVES or any(one.word in PRONOUNS for one in leaning):
                return True
        sentence = window.sentence(first)
    return False


def _beside(found: Alignment, clause: int) -> set[int]:
    """The clauses of the window that say what stands beside this clause of the claim."""
    near = (clause - 1, clause + 1) if clause not in found.claim.openings else (clause + 1,)
    tokens, window = found.claim.tokens, found.window.tokens
    return {window[at].clause for place, at in found.pairs if tokens[place].clause in near[:1]}


def _narrowed(found: Alignment) -> bool:
    """The passage says it only under a condition that the claim leaves out; or the condition is all that is said."""
    window = found.window
    said = {window.tokens[at].clause for _, at in found.pairs}
    return any(
        (clause in said) != (_narrows(window, clause) in said)
        for clause, marker in enumerate(window.markers)
        if _narrowing(window, clause, marker) and (clause in said or _narrows(window, clause) in said)
    )


def _narrowing(window: Claim, clause: int, marker: str) -> bool:
    leads = clause in window.openings and clause + 1 < len(window.markers) and window.markers[clause + 1] == "main"
    return bool(set(marker.split("+")) & (NARROWING | ({"before", "after", "while"} if leads else set())))


def _cut_off(found: Alignment) -> bool:
    return found.claim.tokens[-1].word in OPEN_ENDED


def _narrows(window: Claim, clause: int) -> int:
    """The clause that a condition belongs to: the one before, and where it opens its sentence, the one after."""
    return clause - 1 if clause and window.markers[clause] != "start" and not _opens(window, clause) else clause + 1


def _opens(window: Claim, clause: int) -> bool:
    return clause in window.openings


_RULES: tuple[tuple[str, Callable[[Alignment], bool]], ...] = (
    ("cut off", _cut_off),
    ("number", numbers),
    ("twice", twice),
    ("order", order),
    ("critical", critical),
    ("subject", _subject),
    ("apart", _skips),
    ("joint", _joined),
    ("across", _across),
    ("condition", _narrowed),
)
