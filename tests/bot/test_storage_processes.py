"""Several processes on one database, and processes that die: real ones."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from bot.storage.store import Store

RECORDER = Path(__file__).with_name("recorder.py")


def start_recorder(url: str, learner: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, str(RECORDER), url, learner, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> list[str]:
    told, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    return told.split()


async def test_what_was_acknowledged_survives_a_kill(database_url: str) -> None:
    process = start_recorder(database_url, "ana", 100_000)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(31)][1:]
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    acknowledged += [line for line in rest.split("\n")[:-1] if line]
    store = await Store.open(database_url)
    kept = await store.attempts("ana")
    assert {attempt.id for attempt in kept} >= set(acknowledged)
    assert len(kept) <= len(acknowledged) + 1
    # Each turn is whole: the session, the card and the count of the gap are those of the last attempt kept.
    last = str(len(kept) - 1)
    assert await store.load_session("ana") == last
    assert [card.state for card in await store.cards("ana")] == [last]
    assert [gap.times for gap in await store.gaps()] == [len(kept)]
    await store.close()


async def test_two_processes_may_open_a_new_database_at_once_and_both_record(database_url: str) -> None:
    processes = [start_recorder(database_url, learner, 25) for learner in ("ana", "ben", "eve")]
    told = [finish(process) for process in processes]
    assert [len(lines) for lines in told] == [26, 26, 26]
    store = await Store.open(database_url)
    for learner in ("ana", "ben", "eve"):
        assert len(await store.attempts(learner)) == 25
    assert [gap.times for gap in await store.gaps()] == [75]
    await store.close()


async def test_a_store_that_stays_open_sees_what_another_process_records(store: Store, database_url: str) -> None:
    finish(start_recorder(database_url, "ana", 3))
    assert len(await store.attempts("ana")) == 3
