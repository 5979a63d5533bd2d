"""`coach serve` that is killed by signal 9 when it passes a given point for the Nth time.

python -m tests.platforms.mortal_coach POINT N

The process is the real one; only the call at that point is wrapped in one that never comes back.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot.assemble import configured, serve
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.grading.grader import Grader
from bot.settings import read_settings
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox

_Passing = Callable[[], None]


def _dies_before(owner: type, method: str, passing: _Passing) -> None:
    original = getattr(owner, method)

    def dying(*args: Any, **kwargs: Any) -> Any:
        passing()
        return original(*args, **kwargs)

    setattr(owner, method, dying)


def _dies_after(owner: type, method: str, passing: _Passing) -> None:
    original = getattr(owner, method)

    async def dying(*args: Any, **kwargs: Any) -> Any:
        done = await original(*args, **kwargs)
        passing()
        return done

    setattr(owner, method, dying)


POINTS: dict[str, tuple[Callable[[type, str, _Passing], None], type, str]] = {
    "before the inbox": (_dies_before, Inbox, "accept"),
    "after the inbox": (_dies_after, Inbox, "accept"),
    "after a claim": (_dies_after, Inbox, "claim"),
    "during grading": (_dies_before, Grader, "grade"),
    "after a message": (_dies_after, Worker, "_treat"),
    "before a send": (_dies_before, Sender, "_send"),
    "while streaming": (_dies_before, Outbox, "begun"),
    "after a send": (_dies_after, Sender, "_send"),
    "after it was noted": (_dies_after, Outbox, "sent"),
}


def arm(point: str, times: int) -> None:
    """Kills this process when it passes the point that often."""
    left = times

    def passing() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    how, owner, method = POINTS[point]
    how(owner, method, passing)


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]))
    asyncio.run(serve(read_settings(), configured(read_settings())))
