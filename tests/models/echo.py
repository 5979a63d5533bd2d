"""What a hostile model writes: all that it was given, in whatever form it is asked for."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def echoed(body: Mapping[str, Any], choice: int, before: str) -> str:
    texts = [str(message["content"]) for message in body["messages"]]
    text = before + "\n".join(texts)
    schema = schema_of(body)
    return text if schema is None else json.dumps(filled(schema, text.splitlines(), choice), ensure_ascii=False)


def schema_of(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The schema that the server is asked to enforce, or that the system message ends with."""
    asked = body.get("response_format", {})
    if asked.get("type") == "json_schema":
        schema: Mapping[str, Any] = asked["json_schema"]["schema"]
        return schema
    last = str(body["messages"][0]["content"]).rsplit("\n", 1)[-1]
    if not last.startswith("{"):
        return None
    told: Mapping[str, Any] = json.loads(last)
    return told


def filled(schema: Mapping[str, Any], lines: Sequence[str], choice: int) -> Any:
    """A value that fits `schema` as far as its keywords are the common ones; strings hold all lines, lists an element
    for each line."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][choice % len(schema["enum"])]
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in schema:
            return filled(schema[keyword][0], lines, choice)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        return {name: filled(part, lines, choice) for name, part in schema.get("properties", {}).items()}
    if kind == "array":
        most = min(schema.get("maxItems", len(lines)), max(len(lines), 1))
        parts = [[line] for line in lines[: max(most, schema.get("minItems", 0))]] or [[""]]
        return [filled(schema.get("items", {}), part, choice) for part in parts]
    if kind in ("integer", "number"):
        return schema.get("maximum", schema.get("minimum", 1))
    if kind in ("boolean", "null"):
        return True if kind == "boolean" else None
    return "\n".join(lines)[: schema.get("maxLength")]
