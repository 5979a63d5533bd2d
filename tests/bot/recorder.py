"""A process that records one attempt after another and tells each as soon as it is acknowledged, until it is stopped.

python recorder.py URL LEARNER COUNT
"""

import asyncio
import sys
from datetime import UTC, datetime

from bot.records import Attempt, Card
from bot.storage.store import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def record_until_stopped(url: str, learner: str, count: int) -> None:
    store = await Store.open(url)
    print("open", flush=True)
    for n in range(count):
        attempt = Attempt(f"{learner}-{n}", learner, learner, "q1", "serving", "g1", f"answer {n}", NOON)
        card = Card(learner, "k1", "q1", "serving", NOON, str(n))
        await store.record(
            learner=learner, at=NOON, conversation=learner, session=str(n), attempts=[attempt], cards=[card], gap="Why?"
        )
        print(attempt.id, flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(record_until_stopped(sys.argv[1], sys.argv[2], int(sys.argv[3])))
