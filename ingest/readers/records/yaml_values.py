"""YAML text to values whose strings know their lines. Built from the parser's events, which are plain data: no tag
makes an object, an alias is the same value once more and never a copy, and the depth is known at every step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ingest.errors import UnreadableSource
from ingest.readers.records.values import DEEPEST, Text

_NULL = frozenset(("", "~", "null", "Null", "NULL"))
# Tags that would have a program run by whoever trusts them.
_DANGEROUS = ("tag:yaml.org,2002:python/", "!!python/", "!python/", "!ruby/", "!java", "!!javax")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being written."""

    value: list[Any] | dict[str, Any]
    key: str | None = None
    merged: list[dict[str, Any]] = field(default_factory=list)


def documents(path: str, text: str) -> Iterator[Any]:
    """One document after another. Raises yaml.MarkedYAMLError at the first that is no YAML, and UnreadableSource where
    a tag asks for code or the nesting is too deep."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    anchors: dict[str, Any] = {}
    stack: list[_Open] = []
    root: list[Any] = []
    events: Iterator[Any] = yaml.parse(text, Loader=loader)
    for event in events:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            anchors, stack, root = {}, [], []
        elif kind == "DocumentEndEvent":
            yield root[0] if root else None
        elif kind in ("ScalarEvent", "AliasEvent", "SequenceStartEvent", "MappingStartEvent"):
            _check(path, event, len(stack))
            value: Any
            if kind == "AliasEvent":
                value = anchors.get(event.anchor)
            elif kind == "ScalarEvent":
                value = _scalar(event)
            else:
                value = [] if kind == "SequenceStartEvent" else {}
            if kind != "AliasEvent" and event.anchor:
                anchors[event.anchor] = value
            _put(stack, root, value)
            if kind in ("SequenceStartEvent", "MappingStartEvent"):
                stack.append(_Open(value))
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            done = stack.pop()
            for merged in done.merged:
                for name, held in merged.items():
                    done.value.setdefault(name, held)  # type: ignore[union-attr]


def _put(stack: list[_Open], root: list[Any], value: Any) -> None:
    if not stack:
        root.append(value)
        return
    top = stack[-1]
    if isinstance(top.value, list):
        top.value.append(value)
    elif top.key is None:
        top.key = value if isinstance(value, str) else "" if value is None else str(type(value).__name__)
    else:
        if top.key == "<<" and isinstance(value, dict | list):
            top.merged += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
        else:
            top.value[top.key] = value
        top.key = None


def _check(path: str, event: Any, depth: int) -> None:
    line = event.start_mark.line + 1
    if depth > DEEPEST:
        raise UnreadableSource(f"{path}, line {line}: this is nested too deeply to be a list of questions; flatten it.")
    tag = getattr(event, "tag", None) or ""
    if tag.startswith(_DANGEROUS):
        raise UnreadableSource(f"{path}, line {line}: the tag {_shown(tag)} asks for code to be run; remove it.")


def _shown(tag: str) -> str:
    return ("!!" + tag.rsplit("2002:", 1)[1] if "2002:" in tag else tag)[:60]


def _scalar(event: Any) -> Text | None:
    """What is written, word for word: a bare `yes` is no truth value where answers are."""
    plain = event.style in (None, "")
    if plain and event.value in _NULL and not (event.tag or "").endswith(":str"):
        return None
    first, last = event.start_mark.line + 1, event.end_mark.line + 1
    if event.style in ("|", ">"):
        # The mark itself stands on the line before the text, the end on the line behind it.
        return Text(event.value, first + 1, last - 1)
    return Text(event.value, first, last)
