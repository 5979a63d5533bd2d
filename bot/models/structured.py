"""Replies in the form of a JSON schema, from servers that enforce one, that know JSON only, or that know neither."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any, Literal

import json_repair
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from bot.models.values import ModelMessage

Form = Literal["json_schema", "json_object", "text"]
SIMPLER: Mapping[Form, Form | None] = {"json_schema": "json_object", "json_object": "text", "text": None}

# Letters. A reply of 400 tokens has 2,000. Mending is quadratic: 60,000 opening brackets take seven seconds.
_LONGEST = 64_000
_LONGEST_TO_MEND = 8_000
_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)```", re.DOTALL | re.IGNORECASE)


class Unreadable(Exception):
    """Developer: no JSON object that fits the schema is in the text."""


def response_format(form: Form, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    if form == "json_schema":
        return {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}
    return {"type": "json_object"} if form == "json_object" else None


def told(messages: tuple[ModelMessage, ...], form: Form, schema: Mapping[str, Any]) -> tuple[ModelMessage, ...]:
    """Where the server enforces no schema, the model reads it at the end of the system part, which stays constant."""
    if form == "json_schema":
        return messages
    words = f"{_without_schema()}\n{json.dumps(schema, ensure_ascii=False, sort_keys=True)}"
    for number, message in enumerate(messages):
        if message.role == "system":
            with_schema = replace(message, content=f"{message.content}\n\n{words}")
            return (*messages[:number], with_schema, *messages[number + 1 :])
    return ModelMessage("system", words), *messages


def read(text: str, schema: Mapping[str, Any], *, whole: bool = True) -> Mapping[str, Any]:
    """The first JSON object in `text` that fits `schema`; text and fences around it are left out, and small faults of
    its form are mended. Of a reply that was cut short (not `whole`) nothing is mended: what is missing would be
    invented. Raises Unreadable."""
    if len(text) > _LONGEST:
        raise Unreadable("the reply is too long")
    validator: Validator = Draft202012Validator(schema)
    for candidate in _candidates(text.strip(), mend=whole):
        if isinstance(candidate, dict) and validator.is_valid(candidate):
            return candidate
    raise Unreadable("no JSON object in the reply fits the schema")


def _candidates(text: str, *, mend: bool) -> Iterator[Any]:
    parts = [text, *_FENCED.findall(text)]
    start = text.find("{")
    if start >= 0:
        parts.append(text[start : text.rfind("}") + 1])
    for part in parts:
        try:
            yield json.loads(part, parse_constant=_no_number)
        except (ValueError, RecursionError):
            continue
    if start >= 0 and mend and len(text) <= _LONGEST_TO_MEND:
        try:
            yield json_repair.loads(text[start:], skip_json_loads=True)
        except (ValueError, RecursionError):
            return


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


@cache
def _without_schema() -> str:
    return resources.files("bot.models").joinpath("without_schema.md").read_text("utf-8").strip()
