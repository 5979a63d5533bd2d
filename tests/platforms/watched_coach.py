"""`coach serve` with somebody who measures how long its event loop was held up.

python -m tests.platforms.watched_coach FILE

Every held-up moment of more than 20 ms goes into FILE as one line: seconds since 1970, milliseconds.
"""

import asyncio
import contextlib
import sys
import time
from pathlib import Path

from bot.assemble import configured, serve
from bot.settings import read_settings

_EVERY = 0.01
_WORTH_NOTING = 0.02


async def watch(file: Path) -> None:
    with file.open("w", buffering=1) as out:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_EVERY)
            held = time.perf_counter() - before - _EVERY
            if held > _WORTH_NOTING:
                out.write(f"{time.time():.2f} {held * 1000:.1f}\n")


async def main(file: Path) -> None:
    watching = asyncio.create_task(watch(file))
    await serve(read_settings(), configured(read_settings()))
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
