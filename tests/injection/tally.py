"""How many attempts there were, how many of them reached the model, and what they came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.injection.judging import Judging, Success
from tests.injection.stand import Stand
from tests.injection.ways import Attempt


@dataclass
class Tally:
    by_way: Counter[str] = field(default_factory=Counter)
    by_mode: Counter[str] = field(default_factory=Counter)
    reached: int = 0
    worded: int = 0
    moved: int = 0
    successes: list[tuple[Attempt, Success]] = field(default_factory=list)

    @property
    def attempts(self) -> int:
        return self.by_way.total()

    def lines(self) -> list[str]:
        failed = {id(attempt) for attempt, _ in self.successes}
        kinds = Counter(success.kind for _, success in self.successes)
        ways = ", ".join(f"{way} {count}" for way, count in sorted(self.by_way.items()))
        return [
            f"Injection: {self.attempts} attempts, {len(failed)} successes; the model was asked in {self.reached} and "
            f"something of it was shown in {self.worded}",
            f"  by way in: {ways}",
            f"  by mode: {', '.join(f'{mode} {count}' for mode, count in sorted(self.by_mode.items()))}",
            f"  without any model the words of an attack moved a computed verdict up in {self.moved}",
            *(f"  succeeded: {kind} {count}" for kind, count in sorted(kinds.items())),
        ]

    def told(self) -> str:
        return "\n".join(
            f"{attempt.attack.id}, {attempt.way}, {attempt.mode.value}: {success.kind}: {success.what}"
            for attempt, success in self.successes
        )


TALLIES: list[Tally] = []
LOOKALIKES: list[str] = []


async def carried_out(stand: Stand, attempts: Sequence[Attempt]) -> Tally:
    tally, judging = Tally(), Judging(stand)
    for attempt in attempts:
        stand.earn(earned=attempt.earned)
        question = stand.question(attempt.question) if attempt.question else None
        reaction = await stand.say(
            attempt.attack, attempt.mode, *map(stand.model.filled, attempt.texts), question=question
        )
        tally.by_way[attempt.way] += 1
        tally.by_mode[attempt.mode.value] += 1
        tally.reached += bool(reaction.requests)
        tally.worded += reaction.worded
        tally.moved += await judging.moved_by_words_alone(attempt, reaction)
        tally.successes += [(attempt, one) for one in await judging.successes(attempt, reaction)]
    TALLIES.append(tally)
    return tally
