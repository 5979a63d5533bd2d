"""Attachments by their signed addresses, which need no token and end after a day."""

from aiohttp import web

from .payloads import KINDS
from .platform import Platform


async def download(platform: Platform, request: web.Request) -> web.Response:
    identity = int(request.match_info["attachment"])
    expires = request.query.get("ex", "")
    if identity not in platform.state.files or not expires:
        return web.Response(status=404, text="")
    if int(expires, 16) < platform.clock():
        return web.Response(status=404, text="This content is no longer available.")
    name, content = platform.state.files[identity]
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    return web.Response(body=content, content_type=kind)
