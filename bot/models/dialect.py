"""Which fields of a request an endpoint takes: found out by what it refuses, and remembered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.models.structured import SIMPLER, Form, response_format, told
from bot.models.values import ModelMessage, Parameters

# What a call can do without. Reasoning models refuse temperature, seed and stop.
_OPTIONAL = ("stream_options", "stream", "temperature", "seed", "stop")


@dataclass(frozen=True, slots=True)
class Dialect:
    form: Form = "json_schema"
    max_tokens: str = "max_tokens"
    refused: frozenset[str] = frozenset()

    def body(
        self,
        model: str,
        messages: tuple[ModelMessage, ...],
        parameters: Parameters,
        schema: Mapping[str, Any] | None,
    ) -> dict[str, Any]:
        said = told(messages, self.form, schema) if schema is not None else messages
        body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in said],
            "stream": True,
            "stream_options": {"include_usage": True},
            self.max_tokens: parameters.max_tokens,
            "temperature": parameters.temperature,
        }
        if parameters.seed is not None:
            body["seed"] = parameters.seed
        if parameters.stop:
            body["stop"] = list(parameters.stop)
        if schema is not None and (wanted := response_format(self.form, schema)):
            body["response_format"] = wanted
        if "stream" in self.refused:
            body.pop("stream_options")
        return {field: value for field, value in body.items() if field not in self.refused}

    def simpler(self, body: Mapping[str, Any], words: str) -> "Dialect | None":
        """What to try after a refusal in `words` (lower case); None where there is nothing left to leave out.

        A refusal that names nothing is most often about the schema.
        """
        for field in _OPTIONAL:
            if field in body and _names(words, field):
                return replace(self, refused=self.refused | {field})
        if self.max_tokens == "max_tokens" and _names(words, "max_tokens"):
            return replace(self, max_tokens="max_completion_tokens")
        if "response_format" in body and (next_form := SIMPLER[self.form]):
            return replace(self, form=next_form)
        return None


def _names(words: str, field: str) -> bool:
    return re.search(rf"\b{field}\b", words) is not None
