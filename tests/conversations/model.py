"""The language model of a page: it says what the page lets it say, and it does so over HTTP."""

import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.settings import Settings
from tests.conversations.replay import Exchange, ModelSays, Prose
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Made, Refuses, Stalls

# What a page lets it do, and the field of its reply that has the words; an answer is no JSON.
_FIELDS = {"advises": "advice", "asks": "probe", "hints": "hint", "reads": "question"}


@dataclass
class PageModel:
    server: ScriptedServer
    words: defaultdict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))

    def __post_init__(self) -> None:
        self.server.always = Made(self._reply)

    def set(self, step: ModelSays) -> None:
        match step.does:
            case "is away":
                self.server.always = Refuses(503, "0")
            case "begins":
                self.server.then(Stalls(step.words))
            case does:
                self.words[does].append(step.words)

    def _reply(self, body: Mapping[str, Any]) -> str:
        """An empty one where the page has nothing for it."""
        form = body.get("response_format", {}).get("json_schema", {}).get("schema", {}).get("properties", {})
        does = next((does for does, name in _FIELDS.items() if name in form), "answers")
        said = self.words[does].popleft() if self.words[does] else ""
        if does == "answers":
            return said
        return json.dumps({_FIELDS[does]: said} | ({"arguments": []} if does == "advises" else {}))


@asynccontextmanager
async def page_model(
    parts: list[Exchange | Prose], settings: Settings
) -> AsyncIterator[tuple[Settings, PageModel | None]]:
    """The settings with a model, where the page has one."""
    if not any(isinstance(part, Exchange) and isinstance(part.step, ModelSays) for part in parts):
        yield settings, None
        return
    async with scripted() as server:
        yield settings.model_copy(update={"model_url": server.url, "model_name": "page"}), PageModel(server)
