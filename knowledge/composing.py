"""A short answer picked from the sentences of the best passages: to the point, without repeats, readable in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.agreement import compatible, conflict, same_statement
from knowledge.asked import Asked, said_stems
from knowledge.encoder import Vectors
from knowledge.quotable import Quotable, chain, quotables, sayable
from knowledge.ranking import Candidate, Ranked, Reads

MOST_WORDS = 120
_PASSAGES = 4
# A further passage speaks up only where it is nearly as relevant as the best one.
_IN_PLAY = 0.6
# How many sentences of a passage are looked at closely: encoding them is most of the time an answer takes.
_FROM_BEST, _FROM_OTHERS = 12, 2
# What leads a passage counts for as much as the passage's question is the one asked: its later sentences seldom name
# the subject again, and what stands first is best understood on its own.
_LEADS, _FALLS, _ASKED = 0.7, 0.35, 0.3
_DEFINES = 0.2
_NEW_TERMS = 0.2
_FELLOW = 0.8
_REPEATS = 0.45
# The answer ends where the next sentence is worth less than this share of the first; a sentence of another passage has
# to be nearly as near to the question as the first one is.
_WORTH, _WORTH_OF_OTHERS = 0.25, 0.7
# Cosine from which the question above another source's passage is the one asked, and two sentences are one statement.
_SAME_QUESTION, SAME_MEANING = 0.6, 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """Sentences of one candidate that are said together, the last one being the point.

    `reach` is its cosine with the query times how relevant its passage is beside the best one; `worth` is what it adds
    to an answer on its own.
    """

    candidate: int
    units: tuple[Quotable, ...]
    vector: Vectors
    reach: float
    worth: float
    defines: bool

    @property
    def point(self) -> Quotable:
        return self.units[-1]


@dataclass(frozen=True, slots=True)
class Composed:
    """`quotes` in the order of choice; `pool` is everything that was considered, `quotes` included."""

    quotes: tuple[Quote, ...]
    pool: tuple[Quote, ...]


def compose(ranked: Ranked, reads: Reads, limit: int, most_words: int = MOST_WORDS) -> Composed:
    """At most `limit` sentences and `most_words` words (a lone one may have more); nothing where none stands alone."""
    pool = _pool(ranked, reads)
    chosen: list[Quote] = []
    left = list(pool)
    while left:
        best = max(left, key=lambda quote: _gain(quote, chosen, ranked.asked))
        left.remove(best)
        if not chosen or (
            _worth_saying(best, chosen)
            and _fits([*chosen, best], limit, most_words)
            and not any(_answers_to(best, said) for said in chosen)
        ):
            chosen.append(best)
    return Composed(tuple(_with_another_source(chosen, pool, ranked, limit, most_words)), tuple(pool))


def said_units(quotes: Sequence[Quote]) -> list[tuple[int, Quotable]]:
    """(candidate, sentence) in reading order: a passage's sentences together and in its order, no sentence twice.

    The passage whose sentence was chosen first comes first, and a definition that was chosen first stands at the top.
    """
    order = list(dict.fromkeys(quote.candidate for quote in quotes))
    units = {(order.index(quote.candidate), unit.place): unit for quote in quotes for unit in quote.units}
    top = {(0, unit.place) for unit in quotes[0].units} if quotes and quotes[0].defines else set()
    for rank, place in sorted(units):
        needs = units[rank, place].needs
        if needs is not None and (rank, needs) in top:
            top.add((rank, place))
    return [(order[key[0]], units[key]) for key in sorted(units, key=lambda key: (key not in top, key))]


def _fits(quotes: Sequence[Quote], limit: int, most_words: int) -> bool:
    """A fragment, such as an item of a list, counts half a sentence."""
    units = [unit for _, unit in said_units(quotes)]
    return (
        sum(1.0 if unit.whole else 0.5 for unit in units) <= limit and sum(unit.length for unit in units) <= most_words
    )


def _with_another_source(
    chosen: list[Quote], pool: Sequence[Quote], ranked: Ranked, limit: int, most_words: int
) -> list[Quote]:
    """Where a second source answers the same question, its best sentence is heard too, if need be instead of the last.

    One that repeats a chosen sentence is left out here: that sentence will cite both.
    """

    def path(quote: Quote) -> str:
        return ranked.candidates[quote.candidate].passage.locator.path

    others = [
        quote
        for quote in pool
        if chosen
        and all(path(quote) != path(said) for said in chosen)
        and ranked.candidates[quote.candidate].question >= _SAME_QUESTION
        and _worth_saying(quote, chosen)
        and not any(_answers_to(quote, said) for said in chosen)
    ]
    if not others:
        return chosen
    other = max(others, key=lambda quote: quote.reach)
    for kept in range(len(chosen), 0, -1):
        if _fits([*chosen[:kept], other], limit, most_words):
            return [*chosen[:kept], other]
    return chosen


def _pool(ranked: Ranked, reads: Reads) -> list[Quote]:
    best = ranked.candidates[0].relevance if ranked.candidates else 0.0
    playing = [one for one in ranked.candidates[:_PASSAGES] if one.relevance >= _IN_PLAY * best]
    picked = [
        (place, units)
        for place, candidate in enumerate(playing)
        for units in _readable(candidate, ranked.asked, _FROM_OTHERS if place else _FROM_BEST)
    ]
    if not picked:
        return []
    vectors = reads.encode([units[-1].text for _, units in picked])
    return _lists_together(
        [_quote(place, units, vector, ranked) for (place, units), vector in zip(picked, vectors, strict=True)]
    )


def _lists_together(quotes: Sequence[Quote]) -> list[Quote]:
    """An item of a list is worth nearly as much as the best of its list: half a list answers badly."""
    best: dict[tuple[int, int | None], float] = {}
    for quote in quotes:
        key = (quote.candidate, quote.point.series)
        best[key] = max(best.get(key, 0.0), quote.worth)
    return [
        quote
        if quote.point.series is None
        else replace(quote, worth=max(quote.worth, _FELLOW * best[quote.candidate, quote.point.series]))
        for quote in quotes
    ]


def _readable(candidate: Candidate, asked: Asked, most: int) -> list[tuple[Quotable, ...]]:
    """The sentences of a passage that can be said, each with what it leans on; if many, those with telling words."""
    units = quotables(candidate.passage.text, candidate.passage.context)
    quotes = [
        tuple(units[place] for place in chain(units, unit.place))
        for unit in units
        if not unit.leads and sayable(unit.text)
    ]
    quotes = [quote for quote in quotes if quote]
    worded = sorted(quotes, key=lambda quote: (-asked.coverage(quote[-1].stems), quote[-1].place))[:most]
    return [quote for quote in quotes if quote in worded]


def _quote(place: int, units: tuple[Quotable, ...], vector: Vectors, ranked: Ranked) -> Quote:
    candidate = ranked.candidates[place]
    reach = float(vector @ ranked.query) * candidate.relevance / (ranked.candidates[0].relevance or 1.0)
    worth = reach
    if place == 0:
        worth += _LEADS * max(0.0, candidate.question - _ASKED) / (1 + _FALLS * units[0].place)
    defines = _defines(units[-1], ranked.asked)
    return Quote(place, units, vector, reach, worth + _DEFINES * defines, defines)


def _defines(unit: Quotable, asked: Asked) -> bool:
    """Whether the sentence opens with the thing asked about: `Shadow deployment runs a new model next to ...`."""
    opening = unit.text.split()[: len(asked.subject) + 2]
    return asked.names_subject(said_stems(" ".join(opening)))


def _gain(quote: Quote, chosen: Sequence[Quote], asked: Asked) -> float:
    """Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), and a reward for telling words not said yet."""
    said = frozenset[str]().union(*(other.point.stems for other in chosen))
    new = asked.coverage(quote.point.stems - said)
    return quote.worth + _NEW_TERMS * new - _REPEATS * _repeats(quote, chosen)


def _answers_to(quote: Quote, said: Quote) -> bool:
    """Whether it says what is said already, or the opposite: then it is cited beside it and not said after it."""
    one, other = quote.point.text, said.point.text
    if conflict(one, other) or same_statement(one, other):
        return True
    return float(quote.vector @ said.vector) >= SAME_MEANING and compatible(one, other)


def _repeats(quote: Quote, chosen: Sequence[Quote]) -> float:
    return max((float(quote.vector @ other.vector) for other in chosen), default=0.0)


def _worth_saying(quote: Quote, chosen: Sequence[Quote]) -> bool:
    first = chosen[0]
    if quote.candidate != first.candidate:
        return quote.reach >= _WORTH_OF_OTHERS * first.reach
    return quote.worth >= _WORTH * first.worth
