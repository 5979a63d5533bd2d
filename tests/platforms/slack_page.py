"""Blocks as a page that looks about as Slack shows them, with styles of our own: for people to look at."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]

_STYLE = Path(__file__).with_name("slack_page.css")


def message_page(messages: Iterable[tuple[str, Sequence[Json]]], pictures: Mapping[str, str]) -> str:
    """Messages of the coach: text and blocks each; `pictures` are addresses by file id. The text stands below in a box,
    as a notification would say it."""
    shown = []
    for text, blocks in messages:
        head = '<div><span class="who">Coach</span><span class="app">APP</span><span class="time">9:41</span></div>'
        body = head + blocks_html(blocks, pictures)
        shown.append(f'<div class="message"><div class="face">C</div><div class="body">{body}</div></div>')
        shown.append(f'<div class="fallback">{text}</div>')
    return _page("".join(shown))


def view_page(view: Json, pictures: Mapping[str, str]) -> str:
    title = f'<div class="title">{escape(view["title"]["text"])}</div>' if view.get("title") else ""
    feet = [("close", ""), ("submit", " primary")]
    foot = "".join(f'<span class="button{look}">{escape(view[n]["text"])}</span>' for n, look in feet if view.get(n))
    foot = f'<div class="foot">{foot}</div>' if foot else ""
    return _page(f'<div class="view">{title}{blocks_html(view["blocks"], pictures)}{foot}</div>')


def blocks_html(blocks: Sequence[Json], pictures: Mapping[str, str]) -> str:
    return "".join(_block(block, pictures) for block in blocks)


def _page(body: str) -> str:
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE.read_text()}</style><body>{body}</body>'


def _block(block: Json, pictures: Mapping[str, str]) -> str:
    match block["type"]:
        case "header":
            return f'<div class="block header">{_text(block["text"])}</div>'
        case "divider":
            return '<div class="divider"></div>'
        case "section":
            beside = _button(block["accessory"]) if "accessory" in block else ""
            return f'<div class="block beside"><span>{_text(block["text"])}</span>{beside}</div>'
        case "context":
            return f'<div class="block context">{" ".join(map(_text, block["elements"]))}</div>'
        case "actions":
            return f'<div class="block">{"".join(map(_button, block["elements"]))}</div>'
        case "context_actions":
            thumbs = (("positive_button", "&#9650;"), ("negative_button", "&#9660;"))
            one = block["elements"][0]
            return "".join(f'<span class="thumb">{mark} {_text(one[name]["text"])}</span>' for name, mark in thumbs)
        case "image":
            source = pictures.get(block["slack_file"]["id"], "")
            return f'<div class="block"><img src="{source}" alt="{escape(block["alt_text"])}"></div>'
        case "rich_text":
            return f'<div class="block">{"".join(map(_rich, block["elements"]))}</div>'
        case "table":
            return _table(block["rows"], block.get("column_settings", ()))
        case "input":
            return _input(block)
    return f'<div class="block">({escape(block["type"])})</div>'


def _table(rows: Sequence[Sequence[Json]], settings: Sequence[Json]) -> str:
    looks = [
        f"text-align: {one.get('align', 'left')}; white-space: {'normal' if one.get('is_wrapped') else 'nowrap'}"
        for one in settings
    ]
    cells = (
        "".join(f'<td style="{look}">{escape(cell["text"])}</td>' for cell, look in zip(row, looks, strict=True))
        for row in rows
    )
    return f'<div class="block"><table>{"".join(f"<tr>{row}</tr>" for row in cells)}</table></div>'


def _input(block: Json) -> str:
    element = block["element"]
    label = f'<div class="label">{_text(block["label"])}{" (optional)" if block.get("optional") else ""}</div>'
    hint = f'<div class="hint">{_text(block["hint"])}</div>' if "hint" in block else ""
    match element["type"]:
        case "radio_buttons":
            return (
                label + "".join(f"<div>&#9675; {_text(option['text'])}</div>" for option in element["options"]) + hint
            )
        case "static_select":
            options = " | ".join(_text(option["text"]) for option in element["options"])
            field = f'<div class="field">{_text(element["placeholder"])} &#9662;</div>'
            return f'{label}{field}<div class="hint">{options}</div>'
        case "file_input":
            return f'{label}<div class="field">Add files</div>{hint}'
    tall = " tall" if element.get("multiline") else ""
    return f'{label}<div class="field{tall}"></div>{hint}'


def _rich(element: Json) -> str:
    inner = "".join(map(_run, element["elements"])) if element["type"] != "rich_text_list" else ""
    match element["type"]:
        case "rich_text_quote":
            return f'<div class="quote">{inner}</div>'
        case "rich_text_preformatted":
            return f"<pre>{inner}</pre>"
        case "rich_text_list":
            return f"<ul>{''.join(f'<li>{_rich(item)}</li>' for item in element['elements'])}</ul>"
    return f"<span>{inner}</span>"


def _run(run: Json) -> str:
    if run["type"] == "user":
        return f'<span class="mention">@{escape(run["user_id"].title())}</span>'
    said, style = escape(run["text"]), run.get("style", {})
    said = f"<b>{said}</b>" if style.get("bold") else said
    return f"<code>{said}</code>" if style.get("code") else said


def _button(button: Json) -> str:
    return f'<span class="button {button.get("style", "")}">{_text(button["text"])}</span>'


def _text(text: Json) -> str:
    return escape(text["text"])
