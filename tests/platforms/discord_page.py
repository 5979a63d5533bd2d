"""Cards and forms as a page that looks about as Discord shows them, with styles of our own: for people to look at.

What would be alive in Discord and is not meant to be stands in an orange frame.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from tests.platforms.discord_markdown import Node, read

Json = Mapping[str, Any]

_STYLE = Path(__file__).with_name("discord_page.css")
_MEANT = {"bold": "b", "code": "code", "block": "pre"}
_BLOCKS = ("heading", "subtext", "quote", "item")
_NEEDED = '<span class="needed">*</span>'


def message_page(messages: Iterable[Sequence[Json]], picture: str, *, phone: bool = False) -> str:
    """Messages of the coach by their components; `picture` is the address of the file that was attached."""
    head = '<div><span class="who">Coach</span><span class="app">APP</span><span class="time">9:41</span></div>'
    shown = (
        f'<div class="message"><div class="face">C</div><div class="body">{head}{_all(message, picture)}</div></div>'
        for message in messages
    )
    return _page("".join(shown), phone=phone)


def form_page(form: Json) -> str:
    fields = "".join(_field(one) if one["type"] == 18 else _component(one, "") for one in form["components"])
    foot = '<div class="foot"><span class="button">Cancel</span><span class="button style1">Submit</span></div>'
    return _page(f'<div class="form"><div class="title">{escape(form["title"])}</div>{fields}{foot}</div>')


def _page(body: str, *, phone: bool = False) -> str:
    look = ' class="phone"' if phone else ""
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE.read_text()}</style><body{look}>{body}</body>'


def _all(components: Iterable[Json], picture: str) -> str:
    return "".join(_component(one, picture) for one in components)


def _component(one: Json, picture: str) -> str:
    match one["type"]:
        case 17:
            edge = f"#{one['accent_color']:06x}" if one.get("accent_color") else "#3b3d44"
            return f'<div class="card" style="border-left-color: {edge}">{_all(one["components"], picture)}</div>'
        case 10:
            return f'<div class="text">{_html(read(one["content"]))}</div>'
        case 9:
            texts, beside = _all(one["components"], picture), _component(one["accessory"], picture)
            return f'<div class="section"><div>{texts}</div>{beside}</div>'
        case 1:
            return f'<div class="row">{_all(one["components"], picture)}</div>'
        case 2:
            return f'<span class="button style{one["style"]}">{escape(one["label"])}</span>'
        case 12:
            items = (f'<img src="{picture}"><div class="alt">{escape(i["description"])}</div>' for i in one["items"])
            return "".join(items)
        case 14:
            return '<div class="separator"></div>'
    return f"<div>({one['type']})</div>"


def _html(nodes: Sequence[Node]) -> str:
    return "".join(map(_node, nodes))


def _node(node: Node) -> str:
    inner = escape(node.text) + _html(node.children)
    if node.kind == "text":
        return inner
    if node.kind in _MEANT:
        return f"<{_MEANT[node.kind]}>{inner}</{_MEANT[node.kind]}>"
    if node.kind in _BLOCKS:
        return f'<div class="{node.kind}">{inner}</div>'
    if node.kind == "mention":
        return f'<span class="mention">@{escape(node.text.strip("<@>"))}</span>'
    return f'<span class="alive">{inner}</span>'


def _field(label: Json) -> str:
    one = label["component"]
    needed = _NEEDED if one.get("required", True) and one.get("min_values", 1) else ""
    head = f'<div class="label">{escape(label["label"])} {needed}</div>'
    head += f'<div class="hint">{escape(label["description"])}</div>' if label.get("description") else ""
    options = [escape(option["label"]) for option in one.get("options", ())]
    match one["type"]:
        case 4:
            return f'<div>{head}<div class="field tall"></div></div>'
        case 3:
            listed = f'<div class="hint">{" | ".join(options)}</div>'
            return f'<div>{head}<div class="field">{escape(one["placeholder"])} &#9662;</div>{listed}</div>'
    mark = "&#9675;" if one["type"] == 21 else "&#9744;"
    return f"<div>{head}{''.join(f'<div>{mark} {option}</div>' for option in options)}</div>"
