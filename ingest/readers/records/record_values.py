"""Questions in plain values, whether these came from JSON, YAML or XML: lists of objects, maps from question to answer,
tables by column, conversations, nested topics. Texts that ask nothing are kept as headings and paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.blocks import Block, Record
from ingest.readers.html_fragments import without_html
from ingest.readers.records.answer_values import AnswerText, answer_text
from ingest.readers.records.choices import Choice, choice_of, counts_from
from ingest.readers.records.conversations import conversation
from ingest.readers.records.named_fields import (
    answer_field,
    aside_question_field,
    asks_weakly,
    card_fields,
    explanation_field,
    is_alternative,
    is_text,
    key_field,
    plain_name,
    question_field,
    section_field,
    weak_answer_field,
)
from ingest.readers.records.record_fields import (
    CONTEXT,
    ENOUGH,
    HOLDERS,
    NAMES,
    answer_of,
    answers,
    is_aside,
    is_one_text,
    list_fields,
    maps_questions,
    names_section,
    paragraph_at,
    reads_asking,
    scalar_fields,
    speaks,
    text_held,
    text_names,
)
from ingest.readers.records.record_tables import as_rows
from ingest.readers.records.values import DEEPEST, Text, first_line, is_scalar, is_true, said
from ingest.understanding.wording import reads_like_question

_IMPOSSIBLE = ("is_impossible", "unanswerable", "impossible")
_ID = re.compile(r"(?:[\w-]{0,20}[_-])?[A-Za-z]{0,8}\d[\w.-]{0,40}|[0-9a-f]{8}[0-9a-f-]*")
_FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands above a value: scalar fields, names of sections, the key under which a mapping holds it."""

    fields: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    key: str = ""
    holder: str = ""
    titles_ask: bool = True
    depth: int = 0


def records_of(value: Any, line: int = 1, sections_by_key: bool = True) -> tuple[Record | Block, ...]:
    """Everything that asks, in order; `line` is where a text without a line of its own stands. Without
    `sections_by_key` a key says what its value is, as an element's name does, and not what it is about."""
    walk = _Walk(counts_from(_objects(value)), line, sections_by_key)
    found = list(walk.over(value, _Around()))
    return tuple(found)


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object once, however often an alias names it."""
    seen: set[int] = set()
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, list | dict) and id(one) not in seen:
            seen.add(id(one))
            if isinstance(one, dict):
                yield one
            left.extend(one.values() if isinstance(one, dict) else one)


class _Walk:
    def __init__(self, counted_from: int, line: int, sections_by_key: bool) -> None:
        self._sections_by_key = sections_by_key
        self._counted_from = counted_from
        self._line = line
        self._seen: set[int] = set()
        self._contexts: set[str] = set()
        self._heading = ""

    def over(self, value: Any, around: _Around) -> Iterator[Record | Block]:
        if around.depth > DEEPEST or not isinstance(value, list | dict) or id(value) in self._seen:
            return
        self._seen.add(id(value))
        inner = replace(around, depth=around.depth + 1)
        if isinstance(value, list):
            yield from self._list(value, inner)
        else:
            yield from self._object(value, inner)

    def _list(self, value: list[Any], around: _Around) -> Iterator[Record | Block]:
        if (rows := as_rows(value)) is not None:
            yield from self._rows(rows, around)
            return
        strings = [item for item in value if isinstance(item, str)]
        if strings and len(strings) == len(value):
            reading = sum(map(reads_like_question, strings))
            named = plain_name(around.holder) in HOLDERS and "question" in around.holder.lower()
            if (named and reading) or (len(strings) >= 2 and reading >= 0.8 * len(strings)):
                for item in strings:
                    yield self._record({"question": item}, "question", None, around)
            return
        if (turns := conversation(value)) is not None:
            yield from (self._record(turn, "question", "answer", around) for turn in turns)
            return
        objects = [item for item in value if isinstance(item, dict)]
        titles = [
            str(item[name]) for item in objects if (name := question_field(text_names(item))) and asks_weakly(name)
        ]
        ask = sum(map(reads_like_question, titles)) >= ENOUGH * len(titles)
        for item in value:
            yield from self.over(item, replace(around, titles_ask=ask, holder=""))

    def _rows(self, rows: Sequence[Mapping[str, Any]], around: _Around) -> Iterator[Record | Block]:
        for row in rows:
            yield from self.over(row, around)

    def _object(self, value: dict[str, Any], around: _Around) -> Iterator[Record | Block]:
        if (rows := as_rows(value)) is not None:
            yield from self._rows(rows, replace(around, fields={**around.fields, **scalar_fields(value)}))
            return
        if maps_questions(value, around.holder):
            for key, held in value.items():
                yield from self._mapped(key, held, around)
            return
        names = self._asking(value, around)
        if names is not None:
            yield from self._context(value, around)
            question, answer, choice = names
            yield self._record(value, question, answer, around, choice)
            used = {question, answer, *(choice.fields if choice else ())}
        else:
            used = set()
            yield from self._context(value, around)
            yield from self._text(value, around)
        fields = {**around.fields, **scalar_fields(value, used)}
        sections = around.sections if names is not None else (*around.sections, *self._named(value, around))
        for key, held in value.items():
            if not isinstance(held, list | dict) or key in used or is_aside(key):
                continue
            if names is not None and isinstance(held, list) and all(is_scalar(item) for item in held):
                continue
            own = self._sections_by_key and names_section(key, held)
            key_of = key if isinstance(held, dict) and _ID.fullmatch(key) and question_field(text_names(held)) else ""
            told = {**fields, "section": key} if own and not key_of else fields
            yield from self.over(
                held,
                replace(
                    around,
                    fields=told,
                    sections=(*sections, said(key)) if own and not key_of else sections,
                    key=key_of,
                    holder=key,
                    titles_ask=around.titles_ask if names is None else True,
                ),
            )

    def _asking(self, value: Mapping[str, Any], around: _Around) -> tuple[str, str | None, Choice | None] | None:
        """The field that asks, the one that answers, and the options; None where the object asks nothing."""
        question = question_field(text_names(value))
        cards = card_fields([name for name, held in value.items() if held])
        if question is None and cards and all(speaks(value[name]) for name in cards):
            return (*cards, None)
        if question is None:
            question = aside_question_field(text_names(value))
            sure = answer_field(
                [name for name, held in value.items() if answers(name, held) and not is_text(name)], question
            )
            if question is None or ((sure is None or sure == "explanation") and "options" not in value):
                return None
            if (
                sure is not None
                and not reads_asking(value[question])
                and not re.search("answer|solution", plain_name(sure))
            ):
                return None
        choice = choice_of(value, self._counted_from)
        answer = None
        if choice is None or not choice.answer:
            answer = answer_field([name for name, held in value.items() if answers(name, held)], question)
            if choice is not None and answer is not None and (answer in choice.fields or len(said(value[answer])) < 4):
                answer = None
        asks = reads_asking(value[question])
        if answer is None and choice is None and asks:
            answer = weak_answer_field([name for name, held in value.items() if isinstance(held, str | list)], question)
        if not self._sections_by_key and plain_name(question) == "title" and answer is None and choice is None:
            return None
        if not asks and asks_weakly(question):
            if choice is None and (answer is None or not answer_of(value, answer).text):
                return None
            if answer is not None and is_text(answer) and not (around.titles_ask and is_one_text(value[answer])):
                return None
        if not text_held(value[question]).strip():
            return None
        return question, answer, choice

    def _record(
        self, value: Mapping[str, Any], question: str, answer: str | None, around: _Around, choice: Choice | None = None
    ) -> Record:
        asked = text_held(value[question])
        more = value.get("input")
        if plain_name(question) == "instruction" and isinstance(more, str) and more.strip() and answer != "input":
            asked = f"{asked}\n{more}"
        answered = answer_of(value, answer) if answer is not None else AnswerText()
        if choice is not None and choice.answer:
            answered = AnswerText(choice.answer, choice.line, choice.end)
        if any(is_true(value[name]) for name in value if plain_name(name) in _IMPOSSIBLE):
            answered = AnswerText()
        used = {question, answer, *(choice.fields if choice else ())}
        explained = explanation_field([name for name in text_names(value) if name not in used])
        if choice is not None and answered.text and explained is not None and str(value[explained]).strip():
            told = answer_text(value[explained])
            answered = AnswerText(f"{answered.text}\n\n{told.text}", answered.line, told.end)
            used.add(explained)
        key = key_field([name for name, held in value.items() if is_scalar(held) and name not in used])
        section = section_field([name for name, held in value.items() if is_scalar(held) and name not in used])
        start = first_line(value[question]) or first_line(value) or self._line
        fields = {**around.fields, **scalar_fields(value, used), **list_fields(value, used)}
        if choice is not None:
            fields["options"] = " | ".join(map(said, choice.options))
        alternatives = [
            answer_text(one).text
            for name, held in value.items()
            if is_alternative(name) and name not in used
            for one in (held if isinstance(held, list) else [held])
        ]
        if told_others := list(filter(None, map(said, (*answered.others, *alternatives)))):
            fields["alternative_answers"] = " | ".join(told_others)
        first = answered.line or start
        return Record(
            question=str(asked),
            answer=str(answered.text),
            start=start,
            end=max(start, answered.end if answered.text else start),
            section=said(value[section]) if section and said(value[section]) else " › ".join(around.sections),
            key=said(value[key]) if key else around.key,
            answer_line=first if answered.text and first >= start else 0,
            fields={name: held for name, held in fields.items() if held},
        )

    def _mapped(self, key: str, held: Any, around: _Around) -> Iterator[Record | Block]:
        """`"What is X?": "A thing"`, or an object that holds the answer and more."""
        line = first_line(held) or self._line
        asked = key if isinstance(key, Text) else Text(key, line)
        if (
            isinstance(held, dict)
            and answer_field(list(held), None) is not None
            and question_field(text_names(held)) is None
        ):
            whole = {"question": asked, **held}
            answer = answer_field([name for name, inner in held.items() if answers(name, inner)], "question")
            yield self._record(whole, "question", answer, around, choice_of(whole, self._counted_from))
        elif isinstance(held, dict) and question_field(text_names(held)) is not None:
            yield from self.over(held, around)
        else:
            yield self._record({"question": asked, "answer": held}, "question", "answer", around)

    def _context(self, value: Mapping[str, Any], around: _Around) -> Iterator[Block]:
        """What questions are asked about is a passage, once however many questions come with it."""
        for name, held in value.items():
            if plain_name(name) in CONTEXT and isinstance(held, str) and len(held.split()) >= 20:
                words = said(held)
                if words not in self._contexts:
                    self._contexts.add(words)
                    yield from self._under(around)
                    yield paragraph_at(without_html(held), first_line(held) or self._line)

    def _text(self, value: Mapping[str, Any], around: _Around) -> Iterator[Block]:
        """A title and its text, which ask nothing: an entry of a documentation."""
        strings = text_names(value)
        title = next(
            (name for name in strings if plain_name(name) in ("title", "heading", "headline", "subject")), None
        )
        body = next((name for name in strings if plain_name(name) in ("body", "content", "text", "article")), None)
        if title is None or body is None or len(str(value[body]).split()) < _FEWEST_WORDS:
            return
        line = first_line(value[title]) or self._line
        name = said(without_html(value[title]))
        self._heading = name
        yield Block("heading", name, name, line, line, 2)
        yield paragraph_at(without_html(value[body]), first_line(value[body]) or line)

    def _under(self, around: _Around) -> Iterator[Block]:
        name = around.sections[-1] if around.sections else ""
        if name and name != self._heading:
            self._heading = name
            yield Block("heading", name, name, self._line, self._line, 2)

    def _named(self, value: Mapping[str, Any], around: _Around) -> tuple[str, ...]:
        """What an object that holds others calls itself; the outermost is the document."""
        strings = [name for name in text_names(value) if len(value[name]) <= 120]
        name = section_field(strings) or next((one for one in strings if plain_name(one) in NAMES), None)
        outermost = around.depth <= 1 and name is not None and plain_name(name) in NAMES
        told = said(value[name]) if name and not outermost else ""
        return (told,) if told and told not in around.sections else ()
