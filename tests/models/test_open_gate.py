"""The gate as the settings ask for it, with the real store under it."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.assemble.models import open_gate
from bot.errors import ModelUnavailable, PromptProblem, SettingsError
from bot.models.gate import Gate
from bot.models.values import Wanted
from bot.settings import Candidate, Settings
from bot.storage.calls import ModelCalls
from bot.storage.store import Store
from tests.models.gates import NOON
from tests.models.scripted_server import scripted
from tests.models.steps import Says, Stalls

PROBE = Wanted("probe", {"question": "Why?", "point": "A cache.", "words": "cache"}, "probe:1", "ana", "slack:T1")
PRICES = {"small": (1.0, 2.0)}


def gate_of(store: Store, home: Path, **given: Any) -> Gate | None:
    return open_gate(Settings(home=home, **{"model_url": "http://127.0.0.1:1", **given}), store)


@pytest.fixture
async def store(tmp_path: Path) -> Any:
    opened = await Store.open(f"sqlite:///{tmp_path / 'coach.sqlite'}")
    yield opened
    await opened.close()


async def test_without_an_address_there_is_none(store: Store, tmp_path: Path) -> None:
    assert gate_of(store, tmp_path, model_url="") is None


async def test_what_is_asked_with_the_coachs_own_prompts_is_kept_in_its_own_store(store: Store, tmp_path: Path) -> None:
    async with scripted(Says('{"probe": "What would you do?"}')) as server:
        gate = gate_of(store, tmp_path, model_url=server.url)
        assert gate is not None
        assert (await gate.data(PROBE)).data == {"probe": "What would you do?"}
        await gate.aclose()
    (kept,) = await ModelCalls(store).since(NOON)
    assert (kept.prompt, kept.model, kept.outcome, kept.about) == ("probe", "scripted", "done", "probe:1")


@pytest.mark.parametrize(
    "given",
    [
        {"model_daily_cap": 1.0, "model_prices": PRICES},
        {"model_daily_cap": 1.0, "model_name": "large", "model_prices": PRICES},
        {
            "model_daily_cap": 1.0,
            "model_name": "small",
            "model_prices": PRICES,
            "model_candidates": {"probe": Candidate(model="large")},
        },
        {"model_url": "ftp://example.org"},
    ],
)
async def test_settings_that_could_not_hold_are_refused_at_the_start(
    store: Store, tmp_path: Path, given: dict[str, Any]
) -> None:
    with pytest.raises(SettingsError, match=r"For example|COACH_MODEL_PRICES"):
        gate_of(store, tmp_path, **given)


async def test_a_candidate_that_there_is_not_is_named_at_the_start(store: Store, tmp_path: Path) -> None:
    with pytest.raises(PromptProblem, match="v99"):
        gate_of(store, tmp_path, model_candidates={"probe": Candidate(version="v99")})


async def test_a_cap_with_a_price_is_fine(store: Store, tmp_path: Path) -> None:
    gate = gate_of(store, tmp_path, model_daily_cap=1.0, model_name="small", model_prices=PRICES)
    assert gate is not None
    await gate.aclose()


_CALLER = """
import asyncio, sys
from pathlib import Path
from bot.assemble.models import open_gate
from bot.settings import Settings
from bot.storage.store import Store
from tests.models.test_open_gate import BUDGET, PROBE

async def call(home, url):
    store = await Store.open(f"sqlite:///{home}/coach.sqlite")
    await open_gate(Settings(home=home, model_url=url, **BUDGET), store).data(PROBE)

asyncio.run(call(Path(sys.argv[1]), sys.argv[2]))
"""
# A call of `probe` may write 180 tokens in its two tries, which is 0.9.
BUDGET: dict[str, Any] = {"model_daily_cap": 1.0, "model_name": "small", "model_prices": {"small": (0.0, 5000.0)}}


async def test_what_a_killed_process_had_begun_is_spent(store: Store, tmp_path: Path) -> None:
    async with scripted(always=Stalls("{")) as server:
        caller = await asyncio.create_subprocess_exec(sys.executable, "-c", _CALLER, str(tmp_path), server.url)
        async with asyncio.timeout(60):
            while not server.requests:  # noqa: ASYNC110  the server tells nobody
                await asyncio.sleep(0.05)
        caller.kill()
        await caller.wait()
        gate = gate_of(store, tmp_path, model_url=server.url, **BUDGET)
        assert gate is not None
        with pytest.raises(ModelUnavailable) as raised:
            await gate.data(PROBE)
        await gate.aclose()
        assert raised.value.reason == "budget"
        assert len(server.requests) == 1


def test_without_a_model_nothing_of_it_is_loaded() -> None:
    check = (
        "import sys, bot.assemble, bot.assemble.models; sys.exit('httpx' in sys.modules or 'throttled' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
