"""Makes the reduced copy of Discord's OpenAPI document: what a request body must be, and nothing else.

    python -m tests.platforms.discord.reduce_schema FILE

writes `discord_requests.json` beside this file from FILE, the document of https://github.com/discord/discord-api-spec.
"""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Json = dict[str, Any]

REDUCED = Path(__file__).with_name("discord_requests.json")
ROUTES = (
    "POST /channels/{channel_id}/messages",
    "PATCH /channels/{channel_id}/messages/{message_id}",
    "POST /channels/{channel_id}/messages/{message_id}/threads",
    "POST /channels/{channel_id}/typing",
    "POST /users/@me/channels",
    "POST /interactions/{interaction_id}/{interaction_token}/callback",
    "POST /webhooks/{webhook_id}/{webhook_token}",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
    "PUT /applications/{application_id}/commands",
    "PUT /applications/{application_id}/guilds/{guild_id}/commands",
)
# Keywords that say something to a reader only; `x-` ones go too.
_WORDS = {"description", "title", "example", "examples", "externalDocs", "deprecated", "default"}
# Keywords whose value maps names to schemas: a field may well be called "description".
_MAPS = {"properties", "patternProperties", "$defs"}
_METHODS = {"get", "post", "put", "patch", "delete"}


def every_route(document: Json) -> list[str]:
    """Routes of the document as "POST /path", sorted."""
    paths = document["paths"].items()
    return sorted(f"{method.upper()} {path}" for path, item in paths for method in item if method in _METHODS)


def reduce(document: Json, routes: Iterable[str]) -> Json:
    """`routes` maps each route to the schema of its JSON body (None: takes none), `schemas` has what those refer to."""
    bodies: Json = {}
    for route in sorted(routes):
        method, path = route.split(" ", 1)
        content = document["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        bodies[route] = _bare(schema) if schema is not None else None
    schemas: Json = {}
    waiting = _references(bodies)
    while waiting:
        name = waiting.pop()
        if name not in schemas:
            schemas[name] = _bare(document["components"]["schemas"][name])
            waiting |= _references(schemas[name])
    licence = document.get("info", {}).get("license", {}).get("name", "")
    return {"license": licence, "routes": bodies, "components": {"schemas": dict(sorted(schemas.items()))}}


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept: Json = {}
    for key, value in schema.items():
        if key in _MAPS:
            kept[key] = {name: _bare(one) for name, one in value.items()}
        elif key in ("enum", "const", "required"):
            kept[key] = value
        elif key not in _WORDS and not key.startswith("x-"):
            kept[key] = _bare(value)
    choices = kept.get("oneOf", ())
    if choices and all(set(one) == {"const"} for one in choices):
        del kept["oneOf"]
        kept["enum"] = [one["const"] for one in choices]
    return kept


def _references(schema: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(schema)))


def written(reduced: Json) -> str:
    return json.dumps(reduced, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    REDUCED.write_text(written(reduce(json.loads(Path(sys.argv[1]).read_text("utf-8")), ROUTES)), "utf-8")
