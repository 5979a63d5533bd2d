"""One step of the script over one connection."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Protocol, assert_never

from aiohttp import web

from tests.models.echo import echoed
from tests.models.steps import Cuts, Floods, Hostile, Made, Refuses, Says, Sends, Stalls, Step

_EVENTS = "text/event-stream"


class Seen(Protocol):
    body: Mapping[str, Any]
    sent: int


async def play(step: Step, request: web.Request, seen: Seen) -> web.StreamResponse:
    match step:
        case Says():
            return await _say(step, request, seen)
        case Made(by, piece):
            return await _say(Says(by(seen.body), piece=piece), request, seen)
        case Hostile(choice, before):
            return await _say(Says(echoed(seen.body, choice, before), piece=400), request, seen)
        case Refuses(status, retry_after, message, headers):
            error = {"error": {"message": message, "type": "scripted", "code": status}}
            told = {"Retry-After": retry_after} if retry_after else {}
            return web.json_response(error, status=status, headers={**headers, **told})
        case Stalls(text):
            if text:
                response = await _opened(request, _EVENTS)
                await response.write(_event(_chunk({"content": text})))
            await asyncio.sleep(3600)
            raise AssertionError("the client waited for an hour")
        case Cuts(text, politely):
            response = await _opened(request, _EVENTS)
            if text:
                await response.write(_event(_chunk({"content": text})))
            if not politely and request.transport:
                request.transport.abort()
            return response
        case Sends(body, content_type):
            return web.Response(body=body, headers={"Content-Type": content_type})
        case Floods():
            return await _flood(step, request, seen)
        case _:
            assert_never(step)


async def _say(step: Says, request: web.Request, seen: Seen) -> web.StreamResponse:
    await asyncio.sleep(step.first_after)
    usage = _usage(seen.body, step.text) if step.usage else None
    if step.whole or not seen.body.get("stream"):
        message = {"role": "assistant", "content": step.text, "reasoning_content": step.reasoning or None}
        choice = {"index": 0, "message": message, "finish_reason": step.finish}
        return web.json_response({"object": "chat.completion", "choices": [choice], "usage": usage})
    response = await _opened(request, _EVENTS)
    await response.write(_event(_chunk({"role": "assistant", "content": None})))
    if step.reasoning:
        await response.write(_event(_chunk({"reasoning_content": step.reasoning})))
    for start in range(0, len(step.text), step.piece):
        await asyncio.sleep(step.pause)
        await response.write(_event(_chunk({"content": step.text[start : start + step.piece]})))
        seen.sent += 1
    await response.write(_event(_chunk({}, step.finish)))
    if usage and seen.body.get("stream_options", {}).get("include_usage"):
        await response.write(_event({"object": "chat.completion.chunk", "choices": [], "usage": usage}))
    if step.done:
        await response.write(b"data: [DONE]\n\n")
    return response


async def _flood(step: Floods, request: web.Request, seen: Seen) -> web.StreamResponse:
    part = "word " * 2_000
    if step.whole:
        message = {"role": "assistant", "content": part * (step.size // len(part))}
        return web.json_response({"choices": [{"message": message, "finish_reason": "stop"}]})
    response = await _opened(request, _EVENTS)
    for _ in range(step.size // len(part)):
        await response.write(part.encode() if step.one_line else _event(_chunk({"content": part})))
        seen.sent += len(part)
    return response


async def _opened(request: web.Request, content_type: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": content_type})
    await response.prepare(request)
    return response


def _chunk(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def _event(data: Mapping[str, Any]) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _usage(body: Mapping[str, Any], text: str) -> dict[str, int]:
    """A token a word."""
    read = sum(len(str(message["content"]).split()) for message in body["messages"])
    return {"prompt_tokens": read, "completion_tokens": len(text.split())}
