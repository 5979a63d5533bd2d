"""Which field of a record asks, which answers, which only names: told by the field's name."""

import re
from collections.abc import Collection

_QUESTION = (
    "question",
    "question_text",
    "questiontext",
    "prompt",
    "query",
    "ask",
    "q",
    "title",
    "front",
    "instruction",
)
_ANSWER = (
    "reference_answer", "referenceanswer", "desired_answer", "model_answer", "expected_answer", "ideal_answer",
    "correct_answer", "gold_answer", "ground_truth", "reference", "answer_text", "answer", "answers", "a", "solution",
    "response", "completion", "output", "text", "content", "body", "explanation", "back",
)  # fmt: skip
_SECTION = ("section", "chapter", "category", "topic", "subject", "tag")
_KEY = ("id", "question_id", "qid", "uid", "uuid", "key", "slug")
_LEARNER = re.compile(
    r"(?:student|learner|candidate|pupil|provided|given|submitted|user|respondent)s?_?(?:answer|response|text)?"
)
_GRADE = re.compile(r"(?:.*_)?(?:score|grade|mark|rating|verdict|label)s?(?:_.*)?")


def plain_name(name: str) -> str:
    """`Reference Answer` and `referenceAnswer` are `reference_answer`."""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())).lower()


def question_field(names: Collection[str]) -> str | None:
    return _first(names, _QUESTION)


def answer_field(names: Collection[str], question: str | None) -> str | None:
    """Never a learner's answer: what somebody said in an exam is no reference."""
    return _first([name for name in names if name != question and not _LEARNER.fullmatch(plain_name(name))], _ANSWER)


def section_field(names: Collection[str]) -> str | None:
    return _first(names, _SECTION)


def key_field(names: Collection[str]) -> str | None:
    return _first(names, _KEY)


def is_about_a_learner(name: str) -> bool:
    """Whether a field belongs to one learner's attempt: the answer given, or what it scored."""
    plain = plain_name(name)
    return bool(_LEARNER.fullmatch(plain) or _GRADE.fullmatch(plain))


def _first(names: Collection[str], wanted: Collection[str]) -> str | None:
    by_plain = {plain_name(name): name for name in reversed(list(names))}
    return next((by_plain[name] for name in wanted if name in by_plain), None)
