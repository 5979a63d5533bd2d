"""Judges what the bot sends to Discord by Discord's own OpenAPI document."""

import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .reduce_schema import REDUCED, every_route, reduce
from .schema_rules import Unknown, formats, validator_class

Json = dict[str, Any]

FULL = Path(__file__).parents[4] / "shared" / "data" / "platform" / "discord_openapi.json"
_URI = "urn:discord"
# Over the whole test run: (the test, whether the body fits) -> how many.
TALLY: Counter[tuple[str, bool]] = Counter()


@dataclass(frozen=True)
class Rejected:
    """One body that does not fit, and why."""

    method: str
    route: str
    body: Any
    errors: tuple[str, ...]


class _Rules:
    """The bodies of one document by route; the names in braces do not matter."""

    def __init__(self, reduced: Json) -> None:
        document = {"components": reduced["components"]}
        make = validator_class(reduced["components"]["schemas"])
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        registry = Registry().with_resource(_URI, resource)
        self.bodies: dict[str, Draft202012Validator | None] = {
            _anonymous(route): None
            if schema is None
            else make(_absolute(schema), registry=registry, format_checker=formats)
            for route, schema in reduced["routes"].items()
        }


@cache
def _rules(file: Path) -> _Rules | None:
    if not file.exists():
        return None
    document: Json = json.loads(file.read_text("utf-8"))
    return _Rules(reduce(document, every_route(document)) if "paths" in document else document)


@dataclass
class Judge:
    """`check` gives what is wrong with a body. Nothing wrong may also mean that there was nothing to judge by.

    By default by the document beside the project or, without that, the reduced copy in this package; without either
    every body passes, and `silent_because` says why. validated counts, by route, bodies that were judged; rejected
    keeps those with errors; unknown counts fields that the document does not have (Discord ignores them), as
    "POST /route: components[0].name"; unjudged counts bodies of routes that it does not have.
    """

    file: Path | None = None
    validated: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    unjudged: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        files = [self.file] if self.file is not None else [FULL, REDUCED]
        self._by = next((rules for rules in map(_rules, files) if rules is not None), None)

    @property
    def silent_because(self) -> str:
        """Empty when bodies are judged."""
        return "" if self._by is not None else "Discord's OpenAPI document is not there, so no request body is judged."

    def check(self, method: str, route_template: str, body: Any) -> list[str]:
        """What is wrong, as "components[0].label: ...", or []. `body` is what was sent as JSON, None for no body.

        Of a multipart request give what `payload_json` holds.
        """
        route = f"{method} {route_template}"
        if self._by is None or _anonymous(route) not in self._by.bodies:
            self.unjudged[route] += 1
            return []
        validator = self._by.bodies[_anonymous(route)]
        errors: list[str] = []
        if validator is None and body:
            errors = ["this route takes no body"]
        elif validator is not None and body is None:
            errors = ["a body is required"]
        elif validator is not None:
            found = sorted(validator.iter_errors(body), key=lambda one: list(map(str, one.absolute_path)))
            errors = [_told(one) for one in found if not isinstance(one, Unknown)]
            self.unknown.update(f"{route}: {_place(one)}" for one in found if isinstance(one, Unknown))
        self.validated[route] += 1
        TALLY[os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0], not errors] += 1
        if errors:
            self.rejected.append(Rejected(method, route_template, body, tuple(errors)))
        return errors


def _anonymous(route: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", route)


def _absolute(schema: Any) -> Any:
    """References of a body's schema point into the document that the registry holds."""
    return json.loads(json.dumps(schema).replace('"#/components/', f'"{_URI}#/components/'))


def _place(error: ValidationError) -> str:
    place = ""
    for step in error.absolute_path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return place


def _told(error: ValidationError) -> str:
    message = error.message if len(error.message) <= 200 else f"{error.message[:100]} ... {error.message[-90:]}"
    return f"{_place(error)}: {message}" if error.absolute_path else message
