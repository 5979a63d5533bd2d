"""JSON and JSON lines: every object that holds a question, however deep, and the scalar fields around it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.blocks import Block, Reading, Record
from ingest.errors import MalformedSource, NothingAsked, UnreadableSource
from ingest.readers.named_fields import answer_field, is_about_a_learner, key_field, question_field, section_field
from ingest.sources import Document
from ingest.wording import reads_like_question

# Deeper nesting than this is no list of questions.
_DEEPEST = 40


def read(document: Document) -> Reading:
    """Raises MalformedSource and UnreadableSource as the two below do."""
    lines = document.suffix in (".jsonl", ".ndjson")
    return (read_json_lines if lines else read_json)(document.path, document.text)


def read_json(path: str, text: str) -> Reading:
    """Raises MalformedSource where the text is no JSON, UnreadableSource where no object in it asks anything."""
    try:
        loaded = json.loads(text)
    except json.JSONDecodeError as problem:
        raise MalformedSource(path, problem.lineno, f"this is no JSON: {problem.msg}.") from problem
    except RecursionError as problem:
        raise UnreadableSource(f"{path} is nested too deeply to be read.") from problem
    lines = _LineFinder(text)
    return _reading(path, "json", [_record(*found, lines) for found in _objects(loaded, {}, 0)])


def read_json_lines(path: str, text: str) -> Reading:
    """One object a line. Raises as `read_json` does."""
    records: list[Record | Block] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            loaded = json.loads(line)
        except json.JSONDecodeError as problem:
            raise MalformedSource(path, number, f"this line is no JSON: {problem.msg}.") from problem
        records.extend(_record(*found, _LineFinder("", number)) for found in _objects(loaded, {}, 0))
    return _reading(path, "jsonl", records)


def _reading(path: str, format_name: str, records: list[Record | Block]) -> Reading:
    if not records:
        raise NothingAsked(
            f'{path} holds no object with a question; each needs a field "question" and, where there is one, "answer".'
        )
    return Reading(format_name, blocks=tuple(records))


def _objects(value: Any, above: Mapping[str, str], depth: int) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Objects that ask something, in order, each with the scalar fields of the objects around it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, above, depth + 1)
    elif isinstance(value, dict):
        if value and all(isinstance(held, str) and reads_like_question(key) for key, held in value.items()):
            yield from (({"question": key, "answer": held}, dict(above)) for key, held in value.items())
            return
        name = question_field([key for key, held in value.items() if isinstance(held, str)])
        holds_answer = name is not None and (name != "title" or answer_field(value, name) is not None)
        scalars = {key: _said(held) for key, held in value.items() if _is_scalar(held)}
        if name is not None and holds_answer and str(value[name]).strip():
            yield value, dict(above)
        for key, inner in value.items():
            if isinstance(inner, list | dict):
                around = {**above, **{k: v for k, v in scalars.items() if len(v) <= 200}}
                yield from _objects(inner, {**around, **_mapped_key(value, key, inner)}, depth + 1)


def _record(found: dict[str, Any], above: dict[str, str], lines: "_LineFinder") -> Record:
    question = question_field([key for key, held in found.items() if isinstance(held, str)]) or ""
    answer = answer_field([key for key, held in found.items() if isinstance(held, str | list | dict)], question)
    names = list(found)
    key = key_field([name for name in names if _is_scalar(found[name])])
    fields = {
        name: _said(held)
        for name, held in found.items()
        if _is_scalar(held) and name not in (question, answer) and not is_about_a_learner(name)
    }
    section = section_field([name for name in names if _is_scalar(found[name]) and name != question])
    answered = _answer_text(found.get(answer)) if answer else ""
    start = lines.line_of(found[question])
    return Record(
        question=found[question],
        answer=answered,
        start=start,
        end=max(start, lines.line_of(found[answer], behind=False)) if answer and answered else start,
        section=_said(found[section]) if section else next((above[n] for n in above if section_field([n])), ""),
        key=_said(found[key]) if key else "",
        fields={**{name: held for name, held in above.items() if held}, **fields},
    )


def _answer_text(value: Any) -> str:
    """A list of strings is an answer in points, one of which may be enough; they stay apart."""
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        texts = [item.get(answer_field(item, None) or "") if isinstance(item, dict) else item for item in value]
        said = list(dict.fromkeys(text.strip() for text in texts if isinstance(text, str) and text.strip()))
        return said[0] if len(said) == 1 else "\n".join(f"- {item}" for item in said)
    return value.strip() if isinstance(value, str) else ""


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _said(value: Any) -> str:
    return " ".join(str(value).split())


def _mapped_key(value: dict[str, Any], key: str, inner: Any) -> dict[str, str]:
    """`{"Docker": [...]}`: a name that only maps to questions is their section."""
    lists = [held for held in value.values() if isinstance(held, list)]
    is_section = isinstance(inner, list) and len(lists) > 1 and all(isinstance(item, dict) for item in inner)
    return {"section": key} if is_section else {}


class _LineFinder:
    """Where strings stand in the JSON text, found from one to the next in its order; json itself does not tell."""

    def __init__(self, text: str, fixed: int = 0) -> None:
        self._text = text
        self._fixed = fixed
        self._at = 0
        self._line = 1

    def line_of(self, value: Any, behind: bool = True) -> int:
        """The 1-based line of a string. With `behind`, later searches begin there."""
        if self._fixed:
            return self._fixed
        if not isinstance(value, str):
            return self._line
        for written in (json.dumps(value, ensure_ascii=False), json.dumps(value)):
            at = self._text.find(written, self._at)
            if at >= 0:
                line = self._line + self._text.count("\n", self._at, at)
                if behind:
                    self._at, self._line = at, line
                return line
        return self._line
