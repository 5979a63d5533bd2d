"""How requests are read and answers written."""

import json
from typing import Any

from aiohttp import BodyPartReader, web

File = tuple[str, bytes]


def json_answer(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    """discord.py reads JSON only where the type is exactly this, without a charset."""
    if body is None:
        return web.Response(status=status, headers=headers)
    return web.Response(
        status=status, body=json.dumps(body).encode(), headers=headers | {"Content-Type": "application/json"}
    )


def limited(seconds: float) -> web.Response:
    wait = seconds or 1.0
    body = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
    headers = {"Retry-After": str(max(1, round(wait))), "Via": "1.1 loopback", "X-RateLimit-Scope": "user"}
    return json_answer(429, body, headers)


async def read_body(request: web.Request) -> tuple[Any, dict[int, File]]:
    """The JSON, or None, and files by their number: of a form those are `payload_json` and `files[N]`."""
    if request.content_type != "multipart/form-data":
        return json.loads(await request.text()) if request.can_read_body else None, {}
    body, files = None, {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "payload_json":
            body = json.loads(await part.text())
        elif part.name is not None and part.name.startswith("files["):
            files[int(part.name[6:-1])] = (part.filename or "file", bytes(await part.read()))
    return body, files
