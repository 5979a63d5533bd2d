"""Tables written by column, as a data frame or an exported array is: made into one object a row."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from ingest.readers.records.answer_values import localized
from ingest.readers.records.named_fields import answer_field, is_about_a_learner, key_field, plain_name, question_field
from ingest.readers.records.values import is_scalar
from ingest.understanding.wording import reads_like_question


def as_rows(value: Any) -> list[dict[str, Any]] | None:
    """None where the value is no table with a question in each row."""
    if isinstance(value, list):
        return _of_lists(value)
    return _of_split(value) or _of_columns(value) or _of_two_lists(value)


def _of_split(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"columns": [...], "data": [[...]]}`, also with `header` and `rows`."""
    by_plain = {plain_name(name): held for name, held in value.items()}
    names = next(
        (by_plain[name] for name in ("columns", "header", "headers", "fields", "cols") if name in by_plain), None
    )
    rows = next((by_plain[name] for name in ("data", "rows", "values", "body", "records") if name in by_plain), None)
    if not isinstance(names, list) or not isinstance(rows, list) or not rows:
        return None
    if not all(isinstance(row, list) for row in rows):
        return None
    called = [
        name if isinstance(name, str) else str(name.get("name", "")) if isinstance(name, dict) else "" for name in names
    ]
    return [dict(zip(called, row, strict=False)) for row in rows] if question_field(called) else None


def _of_columns(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """`{"question": [...], "answer": [...]}` and `{"question": {"0": ...}, "answer": {"0": ...}}`."""
    asking = question_field([name for name, held in value.items() if isinstance(held, list | dict) and _scalars(held)])
    if asking is None:
        return None
    held = value[asking]
    if not held or not all(isinstance(item, str) for item in _inner(held)):
        return None
    if isinstance(held, dict):
        if localized(held) is not None:
            return None
        same = {
            name: column for name, column in value.items() if isinstance(column, dict) and column.keys() & held.keys()
        }
        if len(same) < 2 and not all(re.fullmatch(r"\D{0,3}\d+", key) for key in held):
            return None
        return [{_single(name): column.get(key) for name, column in same.items()} for key in held]
    parallel = {name: column for name, column in value.items() if isinstance(column, list) and len(column) == len(held)}
    answers = answer_field([name for name in value if isinstance(value[name], list)], asking)
    if len(parallel) < 2:
        if answers is None or not _scalars(value[answers]):
            return None
        parallel[answers] = value[answers]
    if answers is None and not any(map(reads_like_question, held)):
        return None
    columns = [(name, column) for name, column in parallel.items() if not is_about_a_learner(name)]
    names = [_single(name) for name, _ in columns]
    rows = zip_longest(*(column for _, column in columns))
    return [row for cells in rows if (row := dict(zip(names, cells, strict=True))).get(_single(asking))]


def _of_two_lists(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Objects that ask in one list, objects that answer in another, joined by their ids."""
    lists = {name: held for name, held in value.items() if isinstance(held, list) and held and _objects(held)}
    asking = next(
        (name for name, held in lists.items() if question_field(list(held[0])) and "question" in plain_name(name)), None
    )
    answering = next((name for name, held in lists.items() if name != asking and _answers_by_id(name, held)), None)
    if (
        asking is None
        or answering is None
        or answer_field(list(lists[asking][0]), question_field(list(lists[asking][0])))
    ):
        return None
    key = key_field(list(lists[asking][0]))
    other = _reference(list(lists[answering][0]))
    answer = answer_field(list(lists[answering][0]), None)
    if key is None or other is None or answer is None:
        return None
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in lists[answering]:
        told[str(item.get(other))].append(item)
    matched = sum(str(item.get(key)) in told for item in lists[asking])
    if matched < 0.5 * len(lists[asking]):
        return None
    return [{**item, "answer": _one_or_all(told.get(str(item.get(key)), []), answer)} for item in lists[asking]]


def _one_or_all(items: list[dict[str, Any]], answer: str) -> Any:
    """Several answers keep their votes and marks, by which one is chosen."""
    return items[0].get(answer) if len(items) == 1 else items


def _answers_by_id(name: str, held: Sequence[dict[str, Any]]) -> bool:
    return bool(re.search(r"answer|solution|key", plain_name(name))) and answer_field(list(held[0]), None) is not None


def _reference(names: Sequence[str]) -> str | None:
    by_plain = {plain_name(name): name for name in names}
    wanted = (
        "question_id",
        "questionid",
        "qid",
        "q_id",
        "question",
        "question_no",
        "question_number",
        "number",
        "no",
        "id",
    )
    return next((by_plain[name] for name in wanted if name in by_plain), None)


def _of_lists(value: list[Any]) -> list[dict[str, Any]] | None:
    """`[["What ...", "It ..."], ...]`, with or without a row of names at the top."""
    if len(value) < 2 or not all(isinstance(row, list) and 2 <= len(row) <= 40 for row in value):
        return None
    if not all(item is None or is_scalar(item) for row in value for item in row):
        return None
    header = [str(cell) for cell in value[0]]
    if (
        all(len(cell) <= 40 for cell in header)
        and question_field(header) is not None
        and not any(map(reads_like_question, header))
    ):
        return [dict(zip(header, row, strict=False)) for row in value[1:]]
    asking = sum(isinstance(row[0], str) and reads_like_question(row[0]) for row in value)
    asked_back = sum(isinstance(row[1], str) and reads_like_question(row[1]) for row in value)
    if asking < 0.5 * len(value) or asked_back > 0.5 * len(value):
        return None
    return [{"question": row[0], "answer": row[1]} for row in value]


def _single(name: str) -> str:
    """`questions` holds, row by row, a `question`."""
    plain = plain_name(name)
    return (
        plain[:-1]
        if plain in ("questions", "answers", "prompts", "completions", "solutions", "ids", "levels", "topics")
        else name
    )


def _inner(held: Any) -> list[Any]:
    return list(held.values()) if isinstance(held, dict) else list(held)


def _scalars(held: Any) -> bool:
    return bool(held) and all(item is None or is_scalar(item) or isinstance(item, list) for item in _inner(held))


def _objects(held: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in held)
