"""Every attack by every way in and every way of a hostile model, as far as `--attempts` goes; CI runs a part of them.

make benchmark ARGS="tests/benchmarks/test_injection.py --attempts 5000"
"""

import asyncio
import random
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.injection.conftest import ELSEWHERE, poisoned_home
from tests.injection.hostile import MODES
from tests.injection.stand import standing
from tests.injection.tally import carried_out
from tests.injection.texts import own_attacks, shared_attacks
from tests.injection.ways import in_answers, in_documents, in_hints, in_questions


async def test_nothing_gets_out(
    shared: Path, encoder_cache: Path, encoder: object, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    most = int(request.config.getoption("--attempts"))
    attacks = [*own_attacks(), *shared_attacks(shared)]
    home, written = await asyncio.to_thread(poisoned_home, tmp_path, encoder_cache, attacks, attacks[::-1])
    modes = len(MODES)
    attempts = [
        *in_documents(written, modes),
        *in_questions(attacks, modes),
        *in_hints(attacks, modes),
        *in_answers(attacks, modes),
    ]
    drawn = random.Random(5).sample(attempts, min(most, len(attempts)))
    async with standing(Settings(home=home, threads=1), ELSEWHERE) as stand:
        tally = await carried_out(stand, drawn)
    print("", *tally.lines(), f"  of {len(attempts)} that there are", sep="\n")
    assert not tally.successes, tally.told()
