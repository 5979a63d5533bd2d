"""`coach model` as an operator runs it, against a scripted endpoint and what a gate has recorded."""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.models.usage import used
from bot.models.values import Call, Usage
from bot.storage.calls import ModelCalls
from bot.storage.store import Store
from tests.models.scripted_server import scripted
from tests.models.steps import Refuses, Says, Stalls, Step

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
CALL = Call(
    "c1", "answer:1", "ana", "answer", "v1", "d" * 64, "small", {}, Usage(100, 20), 0.25, 0.5, 2.0, NOON, "done"
)
DAYS = Says('{"days": 7}')


async def coach(home: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    given = {**os.environ, "COACH_HOME": str(home), "COLUMNS": "80", **environment}
    made = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.cli",
        *words,
        env=given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(made.communicate(), 120)
    return made.returncode or 0, out.decode(), err.decode()


async def test_a_check_tells_what_the_endpoint_can_do(tmp_path: Path) -> None:
    async with scripted(Says("Monday, Tuesday, and so on.", pause=0.01), DAYS) as server:
        status, out, err = await coach(tmp_path, "model", "check", COACH_MODEL_URL=server.url)
    assert (status, err) == (0, "")
    assert "with the model scripted" in out
    assert "Monday, Tuesday" in out
    assert "Streaming: yes, 4 pieces" in out
    assert "JSON form: yes, as asked for" in out
    assert "COACH_MODEL_NAME is empty" in out


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((Says("Seven.", whole=True), DAYS), "no, the reply came in one piece"),
        ((Says("Seven days."), Says('Well: {"days": 7}.')), "not enforced"),
        ((Says("Seven days."), Says("Seven."), Says("Seven.")), "no: this model's replies cannot be read"),
    ],
)
async def test_what_is_missing_is_said(tmp_path: Path, steps: tuple[Step, ...], said: str) -> None:
    async with scripted(*steps) as server:
        status, out, err = await coach(tmp_path, "model", "check", COACH_MODEL_URL=server.url)
    assert (status, err) == (0, "")
    assert said in out


@pytest.mark.parametrize(
    ("step", "environment", "mend"),
    [
        (Refuses(401), {"COACH_MODEL_KEY": "k3y-of-mine"}, "COACH_MODEL_KEY"),
        (Refuses(404), {}, "COACH_MODEL_NAME"),
        (Refuses(500), {}, "Check that it runs"),
        (Stalls(), {"COACH_MODEL_PATIENCE": "0.5"}, "COACH_MODEL_PATIENCE"),
        (DAYS, {"COACH_MODEL_DAILY_CAP": "1"}, "COACH_MODEL_NAME is empty"),
        (DAYS, {"COACH_MODEL_DAILY_CAP": "1", "COACH_MODEL_NAME": "small"}, "COACH_MODEL_PRICES"),
        (DAYS, {"COACH_MODEL_CANDIDATES": '{"probe": {"version": "v99"}}'}, "v99"),
        (DAYS, {"COACH_MODEL_URL": ""}, "COACH_MODEL_URL=http"),
        (DAYS, {"COACH_MODEL_URL": "http://127.0.0.1:1"}, "Check that it runs"),
    ],
)
async def test_what_hinders_is_one_sentence_with_the_mend(
    tmp_path: Path, step: Step, environment: Mapping[str, str], mend: str
) -> None:
    async with scripted(always=step) as server:
        status, out, err = await coach(tmp_path, "model", "check", **{"COACH_MODEL_URL": server.url, **environment})
    assert (status, out) == (2, "")
    assert mend in err
    assert err.count("\n") == 1
    assert "k3y-of-mine" not in err


async def keep(home: Path, *calls: Call) -> None:
    store = await Store.open(f"sqlite:///{home / 'coach.sqlite'}")
    log = ModelCalls(store)
    for call in calls:
        await log.begin(call)
        await log.end(call)
        if call.figures:
            await log.note(call.id, call.figures)
    await store.close()


async def test_usage_and_shadows_show_what_was_recorded(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    shown = replace(CALL, at=now, output="What was shown.", figures={"sentences": 4.0, "sentences_dropped": 1.0})
    shadow = replace(
        shown, id="s1", version="v2", role="shadow", beside="c1", output="What was \x1b[31mnot.", figures=None
    )
    old = replace(CALL, id="old", at=now - timedelta(days=20))
    await keep(tmp_path, shown, shadow, old)
    status, out, _ = await coach(tmp_path, "model", "usage")
    assert status == 0
    assert "answer/v1" in out
    assert "answer/v2*" in out
    assert "100+20" in out
    assert "25%" in out
    assert "Spent today (UTC): 0.5000." in out
    _, out, _ = await coach(tmp_path, "model", "usage", "--days", "30", "--json")
    assert len(out.splitlines()) == 3
    _, out, _ = await coach(tmp_path, "model", "shadows")
    assert out.index("What was shown.") < out.index("not.")
    assert "\x1b" not in out
    _, out, _ = await coach(tmp_path, "model", "shadows", "--json")
    assert '"beside": "c1"' in out


async def test_without_any_call_that_is_said(tmp_path: Path) -> None:
    assert "No calls" in (await coach(tmp_path, "model", "usage"))[1]
    assert "COACH_MODEL_CANDIDATES" in (await coach(tmp_path, "model", "shadows"))[1]


def test_usage_is_by_day_of_the_zone_prompt_model_and_role() -> None:
    calls = [
        CALL,
        replace(
            CALL, id="c2", total_s=4.0, first_s=1.5, cost=0.5, figures={"sentences": 2.0, "sentences_dropped": 0.0}
        ),
        replace(CALL, id="c3", outcome="down", first_s=None, total_s=60.0, usage=Usage(0, 0), cost=0.0),
        replace(CALL, id="c4", outcome="limit"),
        replace(CALL, id="c5", outcome="stopped", figures={"sentences": 4.0, "sentences_dropped": 3.0}),
        replace(CALL, id="c6", outcome=""),
        replace(CALL, id="late", at=NOON + timedelta(hours=11, minutes=30)),
    ]
    later, day = used(calls, ZoneInfo("Europe/Berlin"))
    assert (later.day.isoformat(), later.asked) == ("2026-03-05", 1)
    assert (day.asked, day.failed, day.refused) == (5, 1, 1)
    assert day.outcomes == {"done": 2, "down": 1, "limit": 1, "stopped": 1, "under way": 1}
    assert (day.first_s, day.total_s) == (1.0, 3.0)
    assert day.dropped == pytest.approx(0.5)
    assert later.dropped is None
    (mixed,) = used([replace(CALL, figures={"written": 2.0, "dropped": 0.5}), calls[4]], ZoneInfo("UTC"))
    assert mixed.dropped == pytest.approx(4 / 6)
    assert [row.role for row in used([CALL, replace(CALL, role="shadow")], ZoneInfo("UTC"))] == ["shadow", "shown"]
