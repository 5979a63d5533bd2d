"""Members of a list of questions that ask without saying so: the list's numbering and the others' words tell it.

Where a document numbers its questions, a statement under the next number is one of them ("7. Cloud alternatives"),
and a statement in a numbering that began anew below a question is a step of its answer.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.blocks import Block
from ingest.understanding.marks import shape_of
from ingest.understanding.wording import asked_number, asking_part, asks_surely, without_marks

# So many must ask by their words before they speak for the others.
_FEWEST = 3
# The share of a list that must ask: less where each member has its own answer below, for a list of steps has none.
_SHARE = 0.6
_SHARE_ANSWERED = 0.4
# One section's own numbering may be short, and yet steps below a heading must not pass for questions.
_SECTION_SHARE = 0.5
# Lists of open questions have at least as many items.
_FEWEST_LISTED = 4
# Words; "Advantages" and "Data preparation" are parts of an answer, and shorter than what somebody asks about.
_SHORTEST_ASKED = 5


@dataclass(slots=True)
class Runs:
    """First lines of the blocks that belong to a list of questions, and of those in a list within an answer."""

    members: set[int] = field(default_factory=set)
    inside: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Member:
    start: int
    number: int
    asks: bool
    surely: bool
    answered: bool
    section: int


def find_runs(blocks: Sequence[Block], reads: Callable[[Block], bool], stronger: bool) -> Runs:
    """`reads` says whether a block asks by its words. `stronger`: headings, folds or labels ask in this document, so
    that a list without bold type is part of what they ask or answer."""
    shown = [block for block in blocks if block.kind not in ("rule", "image")]
    runs = Runs()
    numbered: dict[Hashable, list[_Member]] = defaultdict(list)
    section = 0
    for at, block in enumerate(shown):
        section += block.kind == "heading"
        form = _form(block)
        number = number_of(block)
        if form is None or number is None or (stronger and form[0] != "bold"):
            continue
        numbered[form].append(
            _Member(
                block.start,
                number,
                reads(block),
                asks_surely(asking_part(block.text)),
                _is_answered(shown, at),
                section,
            )
        )
    for members in numbered.values():
        _number(members, runs)
    _listed(shown, reads, runs)
    if not stronger:
        _bold(shown, reads, runs)
    runs.inside -= runs.members
    return runs


def number_of(block: Block) -> int | None:
    """The number that a block stands under, its own mark or the first word of its text."""
    mark = block.mark.strip("(").rstrip(".)-–: ")
    return int(mark) if mark.isdigit() else asked_number(block.text)


def _form(block: Block) -> tuple[str, int] | None:
    """Blocks of one form count in one numbering: bold ones, and plain items of one indentation."""
    shape = shape_of(block)
    if shape in ("bold", "marked bold"):
        return "bold", block.level if block.kind == "item" else -1
    return ("item", block.level) if block.kind == "item" and shape is not None else None


def _is_answered(shown: Sequence[Block], at: int) -> bool:
    """Whether something stands below a block, or behind its first sentence, that could answer it."""
    block = shown[at]
    if block.text[len(asking_part(block.text)) :].strip():
        return True
    below = shown[at + 1] if at + 1 < len(shown) else None
    return below is not None and below.kind != "heading" and _form(below) != _form(block)


def _number(members: Sequence[_Member], runs: Runs) -> None:
    """Takes the statements that stand where the numbering of those that ask has a gap, or goes on."""
    chains: list[_Chain] = []
    for part in _parts(members):
        # Steps below a heading of an answer; the next question goes on with the numbering before them.
        first = next((member for member in part if member.surely), None)
        resumed = first is not None and bool(chains) and _resumes(part[: part.index(first) + 1], chains[-1].last)
        steps = resumed or not any(member.asks for member in part)
        if not chains or not steps:
            chains.append(_Chain())
        for member in part:
            chains[-1].take(member)
    taken: list[_Member] = []
    for chain in chains:
        asking = sum(member.asks for member in chain.members)
        if asking >= max(1, _SECTION_SHARE * len(chain.members)):
            taken += chain.members
        if asking:
            runs.inside |= {member.start for member in chain.inside}
    asking = sum(member.asks for member in taken)
    share = _SHARE_ANSWERED if all(member.answered for member in taken) else _SHARE
    if asking >= _FEWEST and asking >= share * len(taken):
        runs.members |= {member.start for member in taken}


def _resumes(part: Sequence[_Member], last: int) -> bool:
    """Whether the last of these goes on from `last`, before which others had counted for themselves."""
    number = part[-1].number
    gap = any(after.number != before.number + 1 for before, after in pairwise(part))
    return len(part) > 1 and (number == last + 1 or (number > last and gap))


def _parts(members: Sequence[_Member]) -> Iterator[list[_Member]]:
    """The members parted where the numbering begins anew below another heading."""
    part: list[_Member] = []
    for member in members:
        if part and member.number == 1 and member.section != part[-1].section:
            yield part
            part = []
        part.append(member)
    if part:
        yield part


@dataclass(slots=True)
class _Chain:
    """Those that count on from one another, and the statements of numberings that began anew among them."""

    members: list[_Member] = field(default_factory=list)
    inside: list[_Member] = field(default_factory=list)
    last: int = 0
    _inner: _Member | None = None
    _requests: list[_Member] = field(default_factory=list)

    def take(self, member: _Member) -> None:
        inner = self._inner
        goes_on = member.number == self.last + 1
        if inner is not None and member.number == inner.number + 1 and not (member.asks and goes_on):
            # The next question, too, may have the number that a list of steps has come to; only it has an answer.
            goes_on = goes_on and member.answered and not inner.answered
        skips = member.asks and inner is None and member.number > self.last
        if goes_on or skips or (member.asks and not self.members):
            if goes_on:
                # "1. Write a file" is a step where the numbering before it is taken up again.
                self.inside += self._requests
            self._requests.clear()
            self.members.append(member)
            self.last, self._inner = member.number, None
            return
        if not member.asks:
            self.inside.append(member)
        elif not member.surely:
            self._requests.append(member)
        self._inner = member


def _listed(shown: Sequence[Block], reads: Callable[[Block], bool], runs: Runs) -> None:
    """Items right below one another are open questions where most of all such items ask, and half of a list's own."""
    lists: list[tuple[Sequence[Block], int]] = []
    at = 0
    while at < len(shown):
        end = at
        while end < len(shown) and shown[end].kind == "item" and _like(shown[at], shown[end]):
            if shape_of(shown[end]) not in ("bullet", "numbered item"):
                break
            end += 1
        if end - at >= _FEWEST_LISTED and (asking := sum(map(reads, shown[at:end]))) >= _SECTION_SHARE * (end - at):
            lists.append((shown[at:end], asking))
        at = max(end, at + 1)
    asking = sum(count for _, count in lists)
    if asking >= max(_FEWEST, _SHARE * sum(len(members) for members, _ in lists)):
        runs.members |= {block.start for members, _ in lists for block in members}


def _may_be_bold(block: Block) -> bool:
    return ("**" in block.text or "__" in block.text) and shape_of(block) == "bold"


def _like(one: Block, other: Block) -> bool:
    return (
        one.kind == other.kind
        and one.level == other.level
        and one.mark[-1:] == other.mark[-1:]
        and shape_of(one) == shape_of(other)
    )


def _bold(shown: Sequence[Block], reads: Callable[[Block], bool], runs: Runs) -> None:
    """Bold lines without numbers: statements among them ask where most lines ask, each has text of its own below it,
    and most of the statements are longer than the name of a part of an answer."""
    lines = [at for at, block in enumerate(shown) if _may_be_bold(block) and number_of(block) is None]
    among = frozenset(lines)
    asking = [at for at in lines if reads(shown[at])]
    words = [without_marks(asking_part(shown[at].text)) for at in lines]
    times = Counter(words)
    stated = [
        (at, said)
        for at, said in zip(lines, words, strict=True)
        if not reads(shown[at]) and not said.endswith(":") and times[said] == 1 and _is_answered(shown, at)
    ]
    long = sum(len(said.split()) >= _SHORTEST_ASKED for _, said in stated)
    below_another = any(at - 1 in among for at, _ in stated)
    most = len(asking) >= max(_FEWEST, _SHARE * len(lines))
    if most and 2 * long > len(stated) and not below_another:
        runs.members |= {shown[at].start for at, _ in stated}
