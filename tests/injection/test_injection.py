"""A model on the attacker's side, given every attack by every way in, gets nothing out of the real coach.

Nothing here tests a model. What is tested is that the boundary holds in code whatever a model says.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings
from tests.injection.conftest import ELSEWHERE, poisoned_home
from tests.injection.hostile import MODES
from tests.injection.poisoned import Poisoned
from tests.injection.stand import standing
from tests.injection.tally import Tally, carried_out
from tests.injection.texts import own_attacks, shared_attacks
from tests.injection.ways import in_answers, in_documents, in_hints, in_questions

LEAST = 500


async def test_our_own_attacks_get_nothing_out(
    poisoned: tuple[Path, tuple[Poisoned, ...]], copied: Callable[[Path], Settings]
) -> None:
    home, written = poisoned
    attacks = own_attacks()
    attempts = [
        *in_documents(written),
        *in_questions(attacks),
        *in_hints(attacks[::2]),
        *in_answers(attacks, bases=2),
    ]
    async with standing(copied(home), ELSEWHERE) as stand:
        tally = await carried_out(stand, attempts)
    is_telling(tally)
    assert tally.attempts >= LEAST
    assert not tally.successes, tally.told()


async def test_the_attacks_of_the_shared_sets_get_nothing_out(
    shared: Path, encoder_cache: Path, encoder: object, tmp_path: Path
) -> None:
    attacks = shared_attacks(shared)
    home, written = await asyncio.to_thread(poisoned_home, tmp_path, encoder_cache, attacks, attacks[::-1])
    attempts = [*in_documents(written), *in_answers(attacks, bases=2)]
    async with standing(Settings(home=home, threads=1), ELSEWHERE) as stand:
        tally = await carried_out(stand, attempts)
    is_telling(tally)
    assert not tally.successes, tally.told()


def is_telling(tally: Tally) -> None:
    """Attempts that never reach a model, or of which never a word is shown, would tell nothing of the checks."""
    assert tally.reached > tally.attempts / 2
    assert tally.worded > 0
    assert set(tally.by_mode) == {mode.value for mode in MODES}
