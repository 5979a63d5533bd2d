"""How Discord's document is to be read: a JSON Schema validator whose unions choose by `type` and say what is wrong.

The document's own conventions (README of discord/discord-api-spec): every oneOf and anyOf means "one of these", what
is an integer may come as a string of digits, and a snowflake as a number.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

Errors = Iterator[ValidationError]
UNKNOWN = "unknown field"
_DIGITS = re.compile(r"-?\d+")
_RANGES = {"int32": 1 << 31, "int64": 1 << 63}


class Unknown(ValidationError):
    """A field that the document does not have: Discord ignores it, so it is no error, but perhaps a slip."""


def validator_class(schemas: dict[str, Any]) -> type[Draft202012Validator]:
    """A validator over one document; `schemas` are its named schemas, to look into the branches of a union."""

    def resolved(schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref", "")
        return resolved(schemas[reference.rsplit("/", 1)[1]]) if reference else schema

    @cache
    def kinds(name: str) -> tuple[Any, ...]:
        return tuple(schemas[name].get("properties", {}).get("type", {}).get("enum", ()))

    def kinds_of(branch: dict[str, Any]) -> tuple[Any, ...]:
        reference = branch.get("$ref", "")
        if reference:
            return kinds(reference.rsplit("/", 1)[1])
        return tuple(branch.get("properties", {}).get("type", {}).get("enum", ()))

    def union(validator: Any, branches: list[dict[str, Any]], instance: Any, _: Any) -> Errors:
        is_null = [resolved(one).get("type") == "null" for one in branches]
        if instance is None and any(is_null):
            return
        left = [one for one, null in zip(branches, is_null, strict=True) if not null]
        if isinstance(instance, dict):
            tagged = {kind for one in left for kind in kinds_of(one)}
            if tagged and "type" in instance:
                left = [one for one in left if instance["type"] in kinds_of(one)]
                if not left:
                    yield ValidationError(f"type {instance['type']!r} is none of {sorted(tagged)}")
                    return
        tried = [list(validator.descend(instance, one)) for one in left]
        yield from min(tried, key=_weight, default=[])

    return extend(  # type: ignore[no-any-return, no-untyped-call]
        Draft202012Validator, {"oneOf": union, "anyOf": union, "type": _type, "properties": _properties}
    )


def _weight(errors: list[ValidationError]) -> tuple[int, bool, int, int]:
    """Fewest real errors first, then those not merely of another type, fewest unknown fields, deepest errors."""
    real = [one for one in errors if not isinstance(one, Unknown)]
    other_type = any(one.validator == "type" and not one.path for one in real)
    return len(real), other_type, len(errors), -max((len(one.path) for one in real), default=0)


def _type(validator: Any, types: str | list[str], instance: Any, schema: dict[str, Any]) -> Errors:
    names = [types] if isinstance(types, str) else types
    if any(validator.is_type(instance, name) for name in names):
        return
    if "integer" in names and isinstance(instance, str) and _DIGITS.fullmatch(instance):
        return
    is_number = isinstance(instance, int) and not isinstance(instance, bool) and instance >= 0
    if "string" in names and schema.get("format") == "snowflake" and is_number:
        return
    yield ValidationError(f"{_short(instance)} is not of type {' or '.join(names)}")


def _properties(validator: Any, properties: dict[str, Any], instance: Any, schema: dict[str, Any]) -> Errors:
    if not isinstance(instance, dict):
        return
    for name, one in properties.items():
        if name in instance:
            yield from validator.descend(instance[name], one, path=name, schema_path=name)
    if "additionalProperties" not in schema:
        for name in instance.keys() - properties.keys():
            yield Unknown(UNKNOWN, path=[name])


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


formats = FormatChecker(formats=())


@formats.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -_RANGES["int32"] <= value < _RANGES["int32"]


@formats.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -_RANGES["int64"] <= value < _RANGES["int64"]


@formats.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


@formats.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value) is not None
