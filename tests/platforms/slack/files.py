"""files.*: the three steps of an upload, what files.info tells, and the private download."""

from aiohttp import web

from .platform import Platform
from .posting import bot_message
from .records import ApiError, Json
from .web_api import method
from .workspace import StoredFile


@method("files.getUploadURLExternal", "files:write", tier=4)
def get_upload_url(platform: Platform, args: Json) -> Json:
    name, length = str(args.get("filename") or ""), str(args.get("length") or "")
    if not name or not length.isdigit() or int(length) == 0:
        raise ApiError("invalid_arguments")
    workspace = platform.workspace
    file = StoredFile(workspace.new_id("F"), name, int(length), workspace.bot_user)
    file.alt_text = str(args.get("alt_txt") or "")
    workspace.files[file.id] = file
    return {"upload_url": f"{workspace.base_url}/upload/v1/{file.id}", "file_id": file.id}


async def receive_upload(platform: Platform, request: web.Request) -> web.Response:
    """The upload URL takes the bytes as they are, or as a form with one file."""
    file = platform.workspace.files.get(request.match_info["file"])
    if file is None or file.content is not None:
        return web.Response(status=404, text="no such upload")
    content = await request.read()
    if request.content_type == "multipart/form-data":
        parts = [p for p in (await request.post()).values() if isinstance(p, web.FileField)]
        content = parts[0].file.read() if parts else b""
    if len(content) != file.size:
        platform.violate("upload", "length_mismatch", f"{len(content)} bytes, announced {file.size}")
        return web.Response(status=400, text="the length is not the one announced")
    file.content = content
    return web.Response(text=f"OK - {len(content)}")


@method("files.completeUploadExternal", "files:write", tier=4)
def complete_upload(platform: Platform, args: Json) -> Json:
    """Shares the files in one message of the bot; without a channel they stay private to it."""
    workspace = platform.workspace
    wanted = args.get("files") or []
    files = [workspace.files.get(str(item.get("id"))) for item in wanted]
    found = [file for file in files if file is not None and file.content is not None]
    if not found or len(found) != len(wanted):
        raise ApiError("file_not_found")
    names = [c for c in (args.get("channel_id"), *str(args.get("channels") or "").split(",")) if c]
    channels = [workspace.joined(name) for name in names]
    for file, item in zip(found, wanted, strict=True):
        file.title, file.complete = str(item.get("title") or file.name), True
    for channel in channels:
        message = bot_message(platform, channel, args, str(args.get("initial_comment") or ""))
        for file in found:
            file.channels.append(channel.id)
        message.files = [workspace.file_json(file) for file in found]
        message.subtype = "file_share"
        workspace.add(message)
        platform.emit(platform.message_event(message))
    return {"files": [workspace.file_json(file) for file in found]}


@method("files.info", "files:read", tier=4)
def file_info(platform: Platform, args: Json) -> Json:
    file = platform.workspace.files.get(str(args.get("file")))
    if file is None or not file.complete:
        raise ApiError("file_not_found")
    return {"file": platform.workspace.file_json(file)}


async def download(platform: Platform, request: web.Request) -> web.Response:
    """url_private: without the token Slack sends a sign-in page with status 200, which many a bot has parsed."""
    file = platform.workspace.files.get(request.match_info["file"])
    allowed = request.headers.get("Authorization") == f"Bearer {platform.settings.bot_token}"
    if not allowed or "files:read" not in platform.settings.scopes:
        platform.violate("url_private", "no_token" if not allowed else "missing_scope", request.path)
        return web.Response(text="<!DOCTYPE html><html><title>Sign in</title></html>", content_type="text/html")
    if file is None or file.content is None:
        return web.Response(status=404)
    return web.Response(body=file.content, content_type="application/octet-stream")
