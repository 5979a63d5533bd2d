"""The conversation pages that can be played on a platform: those on which people only type."""

import shutil
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

from bot.assemble import Service, open_library, run_ingest
from bot.settings import Settings
from tests.conversations.model import page_model
from tests.conversations.replay import (
    AGAIN,
    BY_THE_CLOCK,
    DIES,
    SCRIPTS,
    STOPS,
    Exchange,
    In,
    Ingest,
    Later,
    ModelSays,
    On,
    Prose,
    Restart,
    Rollback,
    Said,
    Speaker,
    read_script,
)
from tests.conversations.replay import Stage as Direction
from tests.conversations.test_conversations import MATERIAL, _unseen


class PlatformStage(Protocol):
    """The loopback platform with the real service; time is the page's."""

    def later(self, span: Later) -> None: ...

    def serving(self, settings: Settings) -> AbstractAsyncContextManager[Service]: ...

    async def set(self, step: Speaker | In | Direction, service: Service) -> None: ...

    async def play(self, said: Said, service: Service) -> tuple[str, ...]: ...


def _typed(parts: list[Exchange | Prose]) -> bool:
    """What a page does besides typing (buttons, a kill, the coach's own clock) is tried elsewhere in this folder."""
    steps = [part.step for part in parts if isinstance(part, Exchange)]
    return not any(isinstance(step, On) or step in (AGAIN, DIES, BY_THE_CLOCK, STOPS) for step in steps)


def _parts(script: Path) -> list[Exchange | Prose]:
    return list(read_script(script.read_text(encoding="utf-8")))


TYPED = [script for script in SCRIPTS if _typed(_parts(script))]


async def play_page(script: Path, stage: PlatformStage, starter_home: Path, home: Path) -> None:
    """Fails where the coach says anything else than the page."""
    shutil.copytree(starter_home, home, symlinks=True)
    settings = Settings(home=home)
    rest = _parts(script)
    async with page_model(rest, settings) as (settings, model):
        while rest:
            async with stage.serving(settings) as service:
                while rest:
                    match rest.pop(0):
                        case Exchange(Restart(), _):
                            break
                        case Exchange(Later() as span, _):
                            stage.later(span)
                        case Exchange(Ingest(file), _):
                            library = open_library(settings)
                            await run_ingest(settings, library, [MATERIAL / file], only=False, progress=_unseen)
                        case Exchange(Rollback(), _):
                            open_library(settings).generations.rollback()
                        case Exchange(ModelSays() as says, _):
                            assert model is not None
                            model.set(says)
                        case Exchange(Said() as said, expected):
                            heard = await stage.play(said, service)
                            assert heard == expected, f"{script.name}, line {said.line}: > {said.text}"
                        case Exchange(Speaker() | In() | Direction() as direction, _):
                            await stage.set(direction, service)
