"""What the fields of one object are: texts, answers, names of sections, scalars to keep beside a question."""

from collections.abc import Mapping
from typing import Any

from ingest.blocks import Block
from ingest.readers.html_fragments import without_html
from ingest.readers.records.answer_values import AnswerText, answer_text, localized
from ingest.readers.records.named_fields import (
    answer_field,
    is_about_a_learner,
    is_alternative,
    is_bad_answer,
    is_text,
    plain_name,
    question_field,
)
from ingest.readers.records.values import is_scalar, said
from ingest.understanding.wording import reads_like_question

# Keys that only hold the list; any other key above questions names their section.
_HOLDING = """
    questions question data items item documents docs faq faqs results result rows row entries entry qas list content
    contents children paragraphs records record quiz quizzes cards card problems examples train test validation dev
    payload response body root dataset values topics sections chapters categories modules lessons units groups subtopics
    articles posts flashcards set sets pairs qa qna q_a qa_pairs exercises tasks pages nodes hits collection elements
    entities channel questions_and_answers interview_questions question_list questionlist assessment sub_topics
    subcategories subsections rows_data props page_props main_entity graph mainentity
    messages conversations conversation turns dialog dialogue the_questions all_questions
"""
HOLDERS = frozenset(_HOLDING.split())
NAMES = ("title", "name", "heading", "label", "topic_name", "category_name", "section_name")
CONTEXT = ("context", "passage", "background", "article")
_LONGEST_FIELD = 500
# A share of titles or keys must read like questions before all of them are taken for some.
ENOUGH = 0.5
# Of keys that are all several words over several words, fewer.
_ENOUGH_TITLED = 0.2


def title_of(value: Any) -> str:
    """What the whole document calls itself, empty where it does not."""
    if not isinstance(value, dict):
        return ""
    name = next((name for name in text_names(value) if plain_name(name) in NAMES and len(value[name]) <= 120), None)
    holds = any(isinstance(held, list | dict) for held in value.values())
    return said(value[name]) if name and holds and question_field(text_names(value)) in (None, name) else ""


def text_names(value: Mapping[str, Any]) -> list[str]:
    return [name for name, held in value.items() if isinstance(held, str) or has_text(held)]


def has_text(held: Any) -> bool:
    """`{"en": "What ..."}` and `{"text": "What ..."}` are texts, too."""
    if not isinstance(held, dict) or not held:
        return False
    return "#text" in held or set(held) <= {"text", "format", "html"} or localized(held) is not None


def is_one_text(held: Any) -> bool:
    """Not a whole part of a document."""
    return (
        isinstance(held, str)
        or has_text(held)
        or (isinstance(held, list) and all(isinstance(one, str) for one in held))
    )


def text_held(held: Any) -> Any:
    if isinstance(held, str) and not ("<" in held or "&" in held):
        return held
    return answer_text(held).text


def reads_asking(held: Any) -> bool:
    return reads_like_question(str(text_held(held)))


def speaks(held: Any) -> bool:
    return isinstance(held, str) and bool(held.strip())


def answers(name: str, held: Any) -> bool:
    """Whether a field could answer by what it holds: a number only where its name says so, too."""
    if isinstance(held, str | list | dict):
        return True
    return isinstance(held, int | float) and answer_field([name], None) is not None and not is_text(name)


def answer_of(value: Mapping[str, Any], name: str) -> AnswerText:
    return answer_text(value[name])


def maps_questions(value: Mapping[str, Any], holder: str) -> bool:
    """Whether the keys ask and what they hold answers."""
    if not value or any(
        isinstance(held, list) and any(isinstance(item, dict) for item in held) for held in value.values()
    ):
        return False
    reading = sum(reads_like_question(key) and len(key) > 8 for key in value)
    named = plain_name(holder) in (
        "faq",
        "faqs",
        "qa",
        "qna",
        "questions_and_answers",
        "questions",
        "flashcards",
        "glossary",
    )
    if reading == 0:
        spoken = all(isinstance(held, str) for held in value.values())
        return named and spoken and len(value) >= 2 and all(len(str(held).split()) >= 3 for held in value.values())
    titles = [
        key for key, held in value.items() if key.count(" ") >= 1 and isinstance(held, str) and held.count(" ") >= 3
    ]
    titled = len(titles) >= 0.8 * len(value)
    return reading >= (_ENOUGH_TITLED if named or titled else ENOUGH) * len(value)


def names_section(key: str, held: Any) -> bool:
    plain = plain_name(key)
    holds = isinstance(held, dict) or any(isinstance(item, dict | list | str) for item in held)
    return holds and plain not in HOLDERS and not plain.isdigit() and not reads_like_question(key)


def is_aside(key: str) -> bool:
    return is_bad_answer(key) or (
        is_about_a_learner(key) and plain_name(key) not in ("mark", "marks", "grade", "user", "users")
    )


def scalar_fields(value: Mapping[str, Any], used: set[Any] | frozenset[Any] = frozenset()) -> dict[str, str]:
    return {
        name: told
        for name, held in value.items()
        if name not in used and not is_about_a_learner(name) and not is_bad_answer(name) and not is_alternative(name)
        and (is_scalar(held) or has_text(held)) and not isinstance(held, bool) and plain_name(name) not in CONTEXT
        and len(told := said(held if is_scalar(held) else text_held(held))) <= _LONGEST_FIELD
    }  # fmt: skip


def list_fields(value: Mapping[str, Any], used: set[Any]) -> dict[str, str]:
    """Tags, hints: lists of short texts, joined."""
    found: dict[str, str] = {}
    for name, held in value.items():
        if name in used or is_aside(name) or is_alternative(name) or not isinstance(held, list) or not held:
            continue
        if all(is_scalar(item) for item in held):
            told = [without_html(said(item)) for item in held]
            joined = (", " if max(map(len, told)) <= 40 else " | ").join(told)
            if len(joined) <= 2 * _LONGEST_FIELD:
                found[name] = joined
    return found


def paragraph_at(text: str, line: int) -> Block:
    return Block("paragraph", text, text, line, line + text.count("\n"))
