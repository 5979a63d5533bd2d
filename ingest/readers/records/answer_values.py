"""What a field that answers holds, made into one text: a string, points, an object, several answers to choose from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.readers.html_fragments import without_html
from ingest.readers.records.named_fields import answer_field, is_about_a_learner, is_bad_answer, plain_name
from ingest.readers.records.values import DEEPEST, Text, is_scalar, is_true

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?|english|german|french|spanish")
_ENGLISH = ("en", "en-us", "en_us", "en-gb", "en_gb", "english")
_CHOSEN = ("is_accepted", "accepted", "is_correct", "correct", "is_best", "best", "is_answer", "selected", "chosen")
_VOTES = ("score", "votes", "upvotes", "points", "likes", "vote_count")
_BEST = ("best", "correct", "reference", "gold", "excellent")
# An alias in YAML may name the same part again and again; no answer is made of more parts.
_MOST_PARTS = 2000


@dataclass(frozen=True, slots=True)
class AnswerText:
    """`others` are answers that are right as well. Lines are 1-based, 0 where the format tells none."""

    text: str = ""
    line: int = 0
    end: int = 0
    others: tuple[str, ...] = ()


def answer_text(value: Any) -> AnswerText:
    """Empty where the value says nothing; never what is marked as wrong."""
    chosen, others = _chosen(_held(value))
    parts: list[Text | str] = []
    text = _said(chosen, parts, 0)
    lines = [part for part in parts if isinstance(part, Text)]
    told = [said for other in others if (said := _said(other, [], 0)) and said != text]
    return AnswerText(
        text,
        min((part.line for part in lines), default=0),
        max((part.end for part in lines), default=0),
        tuple(dict.fromkeys(told)),
    )


def _held(value: Any) -> Any:
    """What an object that only holds a list of answers holds: `{"referenceAnswer": [...]}`."""
    if isinstance(value, dict) and "#text" not in value and localized(value) is None:
        name = answer_field([name for name, held in value.items() if held], None)
        if name is not None and isinstance(value[name], list):
            return value[name]
    return value


def localized(value: Mapping[str, Any]) -> Any:
    """The English one of `{"en": ..., "de": ...}`, or else the first; None where the keys are no languages."""
    if not value or not all(_LANGUAGE.fullmatch(key.strip()) for key in value):
        return None
    if "en" not in {key[:2].lower() for key in value} and len(value) < 2:
        return None
    by_name = {key.strip().lower(): held for key, held in value.items()}
    return next((by_name[name] for name in _ENGLISH if by_name.get(name)), next(iter(value.values())))


def _chosen(value: Any) -> tuple[Any, Sequence[Any]]:
    """Of several answers the one that was accepted, is best, or has most votes, and the others."""
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(item, dict) for item in value):
        return value, ()
    if all("answer_start" in item for item in value):
        return value[0], value[1:]
    marked = [item for item in value if any(is_true(item[name]) for name in item if plain_name(name) in _CHOSEN)]
    if marked:
        return marked[0], [item for item in value if item is not marked[0] and item in marked]
    if any(plain_name(name) in _CHOSEN for item in value for name in item):
        return None, ()
    best = [
        item for item in value if any(str(held).strip().lower() in _BEST for held in item.values() if is_scalar(held))
    ]
    if best:
        return best[0], [item for item in value if item is not best[0]]
    votes = next((name for name in value[0] if plain_name(name) in _VOTES), None)
    if votes:
        ordered = sorted(value, key=lambda item: -_number(item.get(votes)))
        return ordered[0], ordered[1:]
    return value, ()


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def _said(value: Any, parts: list[Text | str], depth: int) -> str:
    if depth > DEEPEST or len(parts) > _MOST_PARTS or value is None:
        return ""
    if isinstance(value, str):
        parts.append(value)
        return without_html(value).strip()
    if is_scalar(value):
        return str(value)
    if isinstance(value, dict):
        return _of_object(value, parts, depth)
    said = [_said(item, parts, depth + 1) for item in value]
    told = list(dict.fromkeys(text for text in said if text))
    if len(told) == 1:
        return told[0]
    apart = any("\n" in text for text in told)
    listed = all(isinstance(item, dict) and set(map(plain_name, item)) & {"type"} for item in value)
    return "\n\n".join(told) if apart or listed else "\n".join(text if _is_item(text) else f"- {text}" for text in told)


def _is_item(text: str) -> bool:
    return bool(re.match(r"(?:[-*•]|\d{1,3}[.)])\s", text))


def _of_object(value: Mapping[str, Any], parts: list[Text | str], depth: int) -> str:
    """One of several languages; the field that answers, or else all fields with their names."""
    if (one := value.get("#text", localized(value))) is not None:
        return _said(one, parts, depth + 1)
    names = [name for name, held in value.items() if held and not is_bad_answer(name) and not is_about_a_learner(name)]
    main = answer_field(names, None) or next((name for name in names if plain_name(name) in _PLAIN), None)
    if main is not None:
        return _said(value[main], parts, depth + 1)
    told = list(_named(value, names, parts, depth))
    return told[0][1] if len(told) == 1 else "\n\n".join(f"{name}: {text}" for name, text in told)


def _named(
    value: Mapping[str, Any], names: Sequence[str], parts: list[Text | str], depth: int
) -> Iterator[tuple[str, str]]:
    for name in names:
        if plain_name(name) not in _ASIDE and (text := _said(value[name], parts, depth + 1)):
            yield plain_name(name).replace("_", " ").capitalize(), text


_PLAIN = (
    "value",
    "html",
    "markdown",
    "md",
    "plain",
    "plain_text",
    "raw",
    "name",
    "description",
    "item",
    "point",
    "#text",
)
_ASIDE = ("id", "type", "format", "author", "date", "source", "url", "link", "tags", "created", "updated", "lang")
