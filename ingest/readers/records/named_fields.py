"""Which field of a record asks, which answers, which only names: told by the field's name."""

import re
from collections.abc import Collection
from functools import lru_cache

_QUESTION = (
    "question", "question_text", "questiontext", "question_body", "question_title", "question_stem",
    "interview_question", "questions", "ques", "stem", "frage", "pregunta", "domanda", "pergunta", "vraag", "вопрос",
    "问题", "題目", "質問", "prompt", "query", "ask", "q", "title", "front", "instruction",
)  # fmt: skip
_ANSWER = (
    "reference_answer", "referenceanswer", "reference_answers", "desired_answer", "model_answer", "expected_answer",
    "ideal_answer", "best_answer", "accepted_answer", "correct_answer", "correct_answers", "right_answer",
    "gold_answer", "ground_truth", "reference", "answer_text", "answer", "answers", "a", "ans", "sample_answer",
    "suggested_answer", "detailed_answer", "long_answer", "full_answer", "solution", "solutions", "response",
    "completion", "output", "chosen", "short_answer", "antwort", "respuesta", "réponse", "reponse", "risposta",
    "resposta", "antwoord", "ответ", "答案", "回答", "text", "content", "body", "explanation", "back",
)  # fmt: skip
# These answer where they stand beside what asks like a question, and nothing better does.
_WEAK_ANSWER = (
    "key_points", "answer_points", "expected_points", "talking_points", "definition", "meaning", "details", "detail",
    "description", "notes", "summary",
)  # fmt: skip
# These ask only beside an answer, or where what they hold reads like a question.
_WEAK_QUESTION = frozenset(("prompt", "query", "ask", "q", "title", "front", "instruction", "stem", "questions"))
# What a text is called that may be an article as well as an answer.
_TEXT = frozenset(("text", "content", "body", "description", "details", "detail", "summary", "notes"))
_CARDS = (
    ("front", "back"), ("term", "definition"), ("word", "definition"), ("term", "meaning"), ("word", "meaning"),
    ("concept", "definition"), ("concept", "explanation"), ("topic", "explanation"), ("problem", "solution"),
    ("input", "output"), ("input", "target"),
)  # fmt: skip
# Beside a field that surely answers, these ask.
_ASIDE_QUESTION = ("name", "text", "statement", "problem", "problem_statement", "task", "exercise", "scenario",
                   "heading", "label", "item", "description", "concept")  # fmt: skip
_SECTION = ("section", "chapter", "category", "topic", "subject", "tag", "module", "unit", "subtopic", "domain", "area")
_KEY = ("id", "question_id", "qid", "uid", "uuid", "key", "slug", "q_id", "question_no", "question_number", "no",
        "number", "num", "nr", "sno", "s_no", "sl_no", "sr_no", "serial_no", "q_no", "index", "idx")  # fmt: skip
_EXPLANATION = ("explanation", "rationale", "feedback", "general_feedback", "reason", "reasoning", "exp",
                "justification", "answer_explanation", "correct_feedback")  # fmt: skip
_LEARNER = re.compile(
    r"(?:(?:student|learner|candidate|pupil|provided|given|submitted|user|respondent|your|participant|examinee)s?_?"
    r"(?:answer|response|text|name|id|solution)?s?|(?:student|learner|candidate|user)s?_(?:submission|attempt|choice)s?"
    r"|answers?_given|submissions?|attempts?|predicted_answer|prediction|generated_answer)"
)
_GRADE = re.compile(r"(?:.*_)?(?:score|grade|mark|rating|verdict|label)s?(?:_.*)?")
_BAD = re.compile(
    r"(?:.*_)?(?:weak|bad|poor|wrong|incorrect|false|negative|rejected|worst|plausible|unacceptable)_?"
    r"(?:.*_)?(?:answer|response|option|example|solution|choice|output)s?(?:_.*)?"
    r"|rejected|distractors?|(?:common_|typical_|frequent_)?(?:mistake|misconception|error|pitfall)s?|red_flags?"
    r"|what_not_to_say|wrong|incorrect|anti_?patterns?"
)
_ALTERNATIVE = re.compile(
    r"(?:.*_)?(?:alternat(?:iv)?e|accept(?:able|ed)|other|also_(?:correct|accepted)|additional|equivalent|variant)_"
    r"(?:answer|response|solution|spelling)s?|(?:answer|solution)_(?:aliases|variants|alternatives)|aliases|synonyms"
)
_ASKING = re.compile(
    r"(?!(?:follow|related|next|previous|prev|similar|total|num|number|has|is|no|max|min|count|sub|bonus|see)_)"
    r"(?:[^\W_]+_){0,3}(?:questions?|ques|frage|pregunta)"
    r"(?:_(?:text|body|title|name|content|stem|statement|string|html|md|markdown|en|eng|english|description|asked))?"
)
_ANSWERING = re.compile(
    r"(?!(?:has|is|no|num|number|total|show|count|max|min|next|previous)_)"
    r"(?:[^\W_]+_){0,3}(?:answers?|ans|solutions?|responses?|reply|antwort|respuesta)"
    r"(?:_(?:text|body|content|string|html|md|markdown|en|eng|english|description|details?|detailed|expected|example|"
    r"points?|summary))?"
)


# The records of one document have the same few names, again and again.
_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def plain_name(name: str) -> str:
    """`Reference Answer:` and `referenceAnswer` are `reference_answer`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", parted).strip("_").lower()


def question_field(names: Collection[str]) -> str | None:
    """Exact names before those that only contain one, and these before the weakest: a title, an instruction."""
    return _question_field(tuple(names))


@lru_cache(_REMEMBERED)
def _question_field(names: tuple[str, ...]) -> str | None:
    strong = [name for name in _QUESTION if name not in _WEAK_QUESTION]
    found = _first(names, strong)
    if found is None:
        found = next((name for name in names if _ASKING.fullmatch(plain_name(name)) and not _is_other(name)), None)
    return found or _first(names, _QUESTION)


@lru_cache(_REMEMBERED)
def asks_weakly(name: str) -> bool:
    """Whether a field of this name asks only where an answer stands beside it, or it reads like a question."""
    return plain_name(name) in _WEAK_QUESTION


def answer_field(names: Collection[str], question: str | None) -> str | None:
    """Never a learner's answer, nor an example of a bad one: what somebody said in an exam is no reference."""
    return _answer_field(tuple(names), question)


@lru_cache(_REMEMBERED)
def _answer_field(names: tuple[str, ...], question: str | None) -> str | None:
    left = [name for name in names if name != question and not _is_other(name) and not is_alternative(name)]
    strong = [name for name in _ANSWER if name not in _TEXT and name not in ("explanation", "back")]
    found = _first(left, strong)
    if found is None:
        found = next((name for name in left if _ANSWERING.fullmatch(plain_name(name))), None)
    return found or _first(left, _ANSWER)


def weak_answer_field(names: Collection[str], question: str | None) -> str | None:
    """What answers where nothing in `answer_field` does and the question beside it surely asks."""
    return _first([name for name in names if name != question], _WEAK_ANSWER)


def aside_question_field(names: Collection[str]) -> str | None:
    """What asks where nothing in `question_field` does, but an answer or options stand beside it."""
    return _first(names, _ASIDE_QUESTION)


@lru_cache(_REMEMBERED)
def is_text(name: str) -> bool:
    """Whether what a field of this name holds may be an article as well as an answer."""
    return plain_name(name) in _TEXT


def card_fields(names: Collection[str]) -> tuple[str, str] | None:
    """The two sides of a card: `term` and `definition`, `front` and `back`."""
    for front, back in _CARDS:
        sides = _first(names, (front,)), _first(names, (back,))
        if sides[0] is not None and sides[1] is not None:
            return sides[0], sides[1]
    return None


def section_field(names: Collection[str]) -> str | None:
    return _first(names, _SECTION)


def key_field(names: Collection[str]) -> str | None:
    return _first(names, _KEY)


def explanation_field(names: Collection[str]) -> str | None:
    return _first(names, _EXPLANATION)


@lru_cache(_REMEMBERED)
def is_about_a_learner(name: str) -> bool:
    """Whether a field belongs to one learner's attempt: the answer given, or what it scored."""
    plain = plain_name(name)
    return bool(_LEARNER.fullmatch(plain) or _GRADE.fullmatch(plain))


@lru_cache(_REMEMBERED)
def is_bad_answer(name: str) -> bool:
    """Whether a field shows how not to answer: `weak_answer`, `incorrect_answers`, `common_mistakes`."""
    return bool(_BAD.fullmatch(plain_name(name)))


@lru_cache(_REMEMBERED)
def is_alternative(name: str) -> bool:
    """Whether a field holds other answers that are right as well."""
    return bool(_ALTERNATIVE.fullmatch(plain_name(name))) and plain_name(name) != "accepted_answer"


@lru_cache(_REMEMBERED)
def _is_other(name: str) -> bool:
    return bool(_LEARNER.fullmatch(plain_name(name))) or is_bad_answer(name)


def _first(names: Collection[str], wanted: Collection[str]) -> str | None:
    return _first_of(tuple(names), tuple(wanted))


@lru_cache(_REMEMBERED)
def _first_of(names: tuple[str, ...], wanted: tuple[str, ...]) -> str | None:
    by_plain = {plain_name(name): name for name in reversed(list(names))}
    return next((by_plain[name] for name in wanted if name in by_plain), None)
