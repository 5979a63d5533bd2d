"""Checks what the app wants to say, as Discord does before it shows anything."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import payloads, reading
from .components import attached, component_errors, marks_of, numbered
from .records import ApiError, FormError, Json, invalid
from .rest import Asked
from .things import EPHEMERAL, HAS_THREAD, LOADING, SUPPRESS_EMBEDS, V2, Message

MOST_CONTENT = 2000
EMBED_TEXTS = {"title": 256, "description": 4096}
SETTABLE = SUPPRESS_EMBEDS | 1 << 12 | V2
MENTIONED = re.compile(r"<@!?(\d+)>")


@dataclass
class Draft:
    """What a message will look like; `given` are the fields that the body named, which an edit changes."""

    flags: int
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    marks: tuple[int, ...] = ()


def draft(asked: Asked, body: Json, *, old: Message | None = None, hideable: bool = False) -> Draft:
    """The checked message. With `old`, fields that the body leaves out stay; `hideable` allows the ephemeral flag."""
    flags = int(body.get("flags") or 0) & (SETTABLE | (EPHEMERAL if hideable else 0))
    kept = old if old is not None else Message(0, 0, 0)
    v2 = bool((flags | kept.flags) & V2)
    content = str(body["content"] or "") if "content" in body else kept.content
    embeds = list(body["embeds"] or []) if "embeds" in body else kept.embeds
    files = _files(asked, body, kept)
    names = {str(file["filename"]): file for file in files}
    components = list(body["components"] or []) if "components" in body else None
    errors = _text_errors(content, embeds, v2)
    if components is not None:
        errors += component_errors(components, v2=v2, files=list(names))
    if errors:
        raise invalid(*errors)
    shown = kept.components if components is None else numbered(components, names)
    if not (shown or (not v2 and (content or embeds or files or body.get("sticker_ids")))):
        raise ApiError(400, 50006, "Cannot send an empty message")
    inside = attached(shown)
    loose = [file for file in files if file["id"] not in inside]
    made = Draft(flags | (V2 if v2 else 0), content, shown, embeds, [] if v2 else loose, files)
    made.marks = kept.marks if components is None else marks_of(components)
    _mentions(asked, body, made)
    return made


def apply(made: Draft, message: Message, now: str) -> None:
    """Edits a message; one that was only "thinking" is filled."""
    if not message.is_loading:
        message.edits += 1
        message.past.append(message.text)
        message.edited = now
    stays = EPHEMERAL | HAS_THREAD | V2
    message.flags = (message.flags & stays & ~LOADING) | (made.flags & SETTABLE)
    fill(made, message)


def fill(made: Draft, message: Message) -> None:
    """All but the flags."""
    message.content, message.components, message.embeds = made.content, made.components, made.embeds
    message.attachments, message.files = made.attachments, made.files
    message.mentions, message.marks = made.mentions, made.marks


def _text_errors(content: str, embeds: list[Json], v2: bool) -> list[FormError]:
    errors = []
    if v2:
        for name, value in (("content", content), ("embeds", embeds)):
            if value:
                words = "The 'content', 'embeds' and 'poll' fields cannot be used with MessageFlags.IS_COMPONENTS_V2"
                errors.append(FormError((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words))
    if len(content) > MOST_CONTENT:
        words = f"Must be {MOST_CONTENT} or fewer in length."
        errors.append(FormError(("content",), "BASE_TYPE_MAX_LENGTH", words))
    if len(embeds) > 10:
        errors.append(FormError(("embeds",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."))
    for number, embed in enumerate(embeds):
        for name, most in EMBED_TEXTS.items():
            if len(str(embed.get(name) or "")) > most:
                words = f"Must be {most} or fewer in length."
                errors.append(FormError(("embeds", number, name), "BASE_TYPE_MAX_LENGTH", words))
    if sum(_embed_size(embed) for embed in embeds) > 6000:
        words = "Embed size exceeds maximum size of 6000"
        errors.append(FormError(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", words))
    return errors


def _embed_size(embed: Json) -> int:
    texts: list[Any] = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [field[name] for field in embed.get("fields", ()) for name in ("name", "value")]
    return sum(len(str(text)) for text in texts if text)


def _files(asked: Asked, body: Json, kept: Message) -> list[Json]:
    """Attachments that stay (by their ids) and those that came with this request (by their numbers)."""
    platform = asked.platform
    limit = platform.settings.attachment_limit
    if any(len(content) > limit for _, content in asked.files.values()):
        raise ApiError(413, 40005, "Request entity too large")
    listed = body.get("attachments")
    described: Mapping[str, Json] = {str(entry["id"]): entry for entry in listed or ()}
    old = {str(file["id"]): file for file in kept.files}
    stay = list(old.values()) if listed is None else [old[name] for name in described if name in old]
    unknown = [name for name in described if name not in old and not (name.isdecimal() and int(name) in asked.files)]
    if unknown:
        raise invalid(FormError(("attachments",), "ATTACHMENT_NOT_FOUND", f"no file or attachment {unknown}"))
    new = []
    for number, (name, content) in sorted(asked.files.items()):
        entry = described.get(str(number), {})
        identity = platform.state.keep_file(str(entry.get("filename") or name), content)
        expires = platform.clock() + platform.settings.attachment_life
        new.append(payloads.attachment_json(platform.state, identity, expires, description=entry.get("description")))
    return stay + new


def _mentions(asked: Asked, body: Json, made: Draft) -> None:
    """Who is notified, and notes of what should not go out: pings by accident, and previews of links."""
    text = reading.text_of(made.content, made.components)
    if not text:
        return
    allowed = body.get("allowed_mentions")
    notes = []
    if allowed is None:
        notes.append("allowed_mentions: not given, so whatever looks like a mention is one")
    parse = ("users", "roles", "everyone") if allowed is None else tuple(allowed.get("parse") or ())
    named = {int(user) for user in MENTIONED.findall(text)}
    listed = {int(user) for user in (allowed or {}).get("users") or ()}
    made.mentions = sorted((named if "users" in parse else named & listed) & set(asked.platform.state.users))
    if made.mentions:
        notes.append(f"mentions: notifies {made.mentions}")
    if "everyone" in parse and ("@everyone" in text or "@here" in text):
        notes.append("mentions: notifies everyone")
    if not made.flags & (V2 | SUPPRESS_EMBEDS) and re.search(r"https?://", made.content):
        notes.append("flags: links in this show previews")
    if notes:
        asked.platform.violate(asked.method, asked.path, notes)
