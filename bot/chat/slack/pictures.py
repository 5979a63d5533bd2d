"""A learner's progress as a picture that blocks can show: drawn beside the loop, uploaded once."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable

from bot.chat.slack.calls import Refused
from bot.chat.slack.files import SlackFiles
from bot.delivery.post import NotSent
from bot.practice.progress import Progress
from bot.progress_picture import progress_alt_text

_log = logging.getLogger(__name__)
_KEPT = 500


class Pictures:
    """`draw` makes a PNG, in any thread. `settling` is how long Slack is given to have an upload ready, in seconds."""

    def __init__(self, files: SlackFiles, draw: Callable[[Progress], bytes], *, settling: float = 2.0) -> None:
        self._files = files
        self._draw = draw
        self._settling = settling
        self._uploaded: OrderedDict[str, str] = OrderedDict()

    async def of(self, progress: Progress) -> str | None:
        """Slack's id of the picture; None where it cannot be uploaded now, so that words have to do."""
        content = await asyncio.to_thread(self._draw, progress)
        name = hashlib.sha256(content).hexdigest()
        if name not in self._uploaded:
            try:
                self._uploaded[name] = await self._files.upload(content, "progress.png", progress_alt_text(progress))
            except (Refused, NotSent) as problem:
                _log.warning("The picture of somebody's progress could not be uploaded: %s", problem)
                return None
            while len(self._uploaded) > _KEPT:
                self._uploaded.popitem(last=False)
        return self._uploaded[name]

    async def settle(self) -> None:
        await asyncio.sleep(self._settling)
