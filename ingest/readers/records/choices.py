"""Multiple choice: which of the options is the answer, however the right one is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.readers.html_fragments import without_html
from ingest.readers.records.answer_values import answer_text, localized
from ingest.readers.records.named_fields import is_bad_answer, plain_name
from ingest.readers.records.values import is_scalar, is_true, said

_OPTIONS = ("options", "choices", "answer_options", "answer_choices", "possible_answers", "alternatives", "variants",
            "answers", "option", "choice", "distractors_and_answer")  # fmt: skip
_CORRECT = (
    "correct_answer", "correct_answers", "correct_option", "correct_options", "correct_choice", "correct_choices",
    "correct_index", "correct_answer_index", "correct_option_index", "correct_letter", "right_answer", "right_option",
    "answer_index", "answer_idx", "answer_key", "answer_letter", "correct_key", "correct_idx", "correct_response",
    "correct", "answer", "answers", "ans", "key", "solution", "target", "gold", "cop",
)  # fmt: skip
_RIGHT = (
    "correct",
    "is_correct",
    "iscorrect",
    "right",
    "is_right",
    "is_answer",
    "answer",
    "fraction",
    "is_true",
    "valid",
)
_LABEL = ("label", "key", "letter", "id", "index", "identifier", "option", "name", "ident", "value")
_COLUMN = re.compile(
    r"(?:(?:option|opt|choice|answer|ans|alternative|distractor)_?(?P<letter>[a-h]|[1-8])|op(?P<short>[a-e])|(?P<bare>[a-h]))"
)
_LETTERED = re.compile(r"\(?(?:option\s*)?(?P<label>[A-Ha-h]|\d{1,2})\s*[).:\-–]\s*(?P<text>\S.*)", re.S | re.I)
_FLAG = re.compile(r"true|false|yes|no|y|n|correct|incorrect|right|wrong|-?\d{1,3}(?:\.\d+)?", re.I)
_LETTERS = re.compile(r"\(?(?:option\s*|choice\s*)?([A-Ha-h]|\d{1,2})[).]?", re.I)


@dataclass(frozen=True, slots=True)
class Choice:
    """`answer` is the text of the right options, empty where none is told; `fields` are those that this used up."""

    answer: str
    options: tuple[str, ...]
    fields: frozenset[str]
    line: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class _Option:
    label: str
    text: str
    right: bool | None
    value: Any


def choice_of(found: Mapping[str, Any], counted_from: int) -> Choice | None:
    """None where the object offers no options. A bare number counts them from `counted_from`, 0 or 1."""
    by_plain = {plain_name(name): name for name in reversed(list(found))}
    options, used = _options(found, by_plain)
    if len(options) < 2:
        return None
    right = [option for option in options if option.right]
    if not right:
        for name in _CORRECT:
            held = found.get(by_plain.get(name, ""))
            if name in by_plain and by_plain[name] not in used and held not in (None, ""):
                right = list(_told(held, options, 0 if "idx" in name or "index" in name else counted_from))
                used.add(by_plain[name])
                if right:
                    break
                used.discard(by_plain[name])
    texts = [option.text for option in right]
    places = [answer_text(option.value) for option in right]
    return Choice(
        texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts),
        tuple(option.text for option in options),
        frozenset(used),
        min((place.line for place in places if place.line), default=0),
        max((place.end for place in places), default=0),
    )


def counts_from(objects: Iterator[Mapping[str, Any]]) -> int:
    """Whether bare numbers of right options begin at 0 or 1: told by those that fit only one of the two."""
    one = False
    for found in objects:
        by_plain = {plain_name(name): name for name in reversed(list(found))}
        names = [name for name in _CORRECT if name in by_plain and "idx" not in name and "index" not in name]
        numbers = [int(found[by_plain[name]]) for name in names if re.fullmatch(r"\d{1,2}", str(found[by_plain[name]]))]
        if numbers:
            options = len(_options(found, by_plain)[0])
            if 0 in numbers and options:
                return 0
            one = one or (options > 1 and numbers[0] == options)
    return 1 if one else 0


def _options(found: Mapping[str, Any], by_plain: Mapping[str, str]) -> tuple[list[_Option], set[str]]:
    for name in _OPTIONS:
        held = found.get(by_plain.get(name, ""))
        if isinstance(held, dict) and len(inner := list(held.values())) == 1 and isinstance(inner[0], list):
            held = inner[0]
        if not isinstance(held, list | dict) or len(held) < 2:
            continue
        options = list(_listed(held))
        if name == "answers" and not (any(option.right is not None for option in options) or _tells_right(by_plain)):
            continue
        if len(options) > 1:
            return options, {by_plain[name]}
    columns = [
        (match, name) for name in found if (match := _COLUMN.fullmatch(plain_name(name))) and found[name] is not None
    ]
    columns = [(match, name) for match, name in columns if is_scalar(found[name]) and str(found[name]).strip()]
    if len(columns) >= 2 and not all(match["bare"] in ("a", "q") for match, _ in columns):
        labels = [(match["letter"] or match["short"] or match["bare"]).upper() for match, _ in columns]
        given = [
            _Option(label, without_html(said(found[name])), None, found[name])
            for label, (_, name) in zip(labels, columns, strict=True)
        ]
        return given, {name for _, name in columns}
    return [], set()


def _tells_right(by_plain: Mapping[str, str]) -> bool:
    return any(name in by_plain for name in _CORRECT if name.startswith(("correct", "right", "answer_")))


def _listed(held: Any) -> Iterator[_Option]:
    if isinstance(held, dict):
        texts, labels = held.get("text"), held.get("label", held.get("labels"))
        if isinstance(texts, list) and isinstance(labels, list):
            for label, text in zip(labels, texts, strict=False):
                yield _Option(str(label).upper(), answer_text(text).text, None, text)
            return
        if localized(held) is not None and "en" in held:
            yield from _listed(held["en"]) if isinstance(held["en"], list | dict) else ()
            return
        for label, item in held.items():
            flag = _flag(item) if isinstance(item, dict) else None
            text = _option_text(item) if isinstance(item, dict) else answer_text(item).text
            yield _Option(plain_name(str(label)).rsplit("_", 1)[-1].upper(), text, flag, item)
        return
    for number, item in enumerate(held):
        if isinstance(item, dict):
            flag = _flag(item)
            label = next((said(item[n]) for n in item if plain_name(n) in _LABEL and len(said(item[n])) <= 12), "")
            yield _Option(label.upper() or _letter(number), _option_text(item), flag, item)
        elif is_scalar(item):
            text = without_html(str(item)).strip()
            lettered = _LETTERED.fullmatch(text)
            begins = lettered is not None and lettered["label"].upper() in (_letter(number), str(number + 1))
            yield _Option(_letter(number), lettered["text"].strip() if lettered and begins else text, None, item)


def _flag(item: Mapping[str, Any]) -> bool | None:
    """Whether an option says of itself that it is right; None where it says neither."""
    flags = [held for name, held in item.items() if plain_name(name) in _RIGHT and _FLAG.fullmatch(str(held).strip())]
    return is_true(flags[0]) if flags else None


def _option_text(item: Mapping[str, Any]) -> str:
    left = {name: held for name, held in item.items() if plain_name(name) not in _RIGHT or not is_scalar(held)}
    by_plain = {plain_name(name): held for name, held in left.items()}
    for name in (
        "text",
        "answer",
        "option_text",
        "content",
        "value",
        "body",
        "choice",
        "option",
        "title",
        "name",
        "#text",
    ):
        if by_plain.get(name) and not is_bad_answer(name):
            return answer_text(by_plain[name]).text
    spoken = [
        answer_text(held).text for name, held in by_plain.items() if name not in (*_LABEL, "feedback", "explanation")
    ]
    if any(spoken):
        return max(spoken, key=len)
    answers = [said(item[name]) for name in item if plain_name(name) in _RIGHT and isinstance(item[name], str)]
    return max(answers, key=len, default="")


def _told(held: Any, options: list[_Option], counted_from: int) -> Iterator[_Option]:
    """The options that a letter, number, text or list of these names."""
    if isinstance(held, dict):
        held = held.get("value", held.get("text", held.get("index", held.get("id", ""))))
    if isinstance(held, list):
        for item in held:
            yield from _told(item, options, counted_from)
        return
    wanted = without_html(str(held)).strip()
    same = [option for option in options if option.text.strip().lower() == wanted.lower()]
    if same and not (isinstance(held, int) and not isinstance(held, bool)):
        yield same[0]
        return
    if re.fullmatch(r"\d{1,2}", wanted) and not any(option.label == wanted for option in options):
        at = int(wanted) - counted_from
        if 0 <= at < len(options):
            yield options[at]
        return
    found = re.split(r"\s*(?:[,;&/|]|\band\b)\s*", wanted)
    letters = [match[1].upper() for part in found if (match := _LETTERS.fullmatch(part))]
    tail = plain_name(wanted).rsplit("_", 1)[-1].upper()
    if len(letters) != len(found):
        lettered = _LETTERED.fullmatch(wanted)
        if lettered:
            letters = [lettered["label"].upper()]
        elif len(wanted) <= 12 and any(option.label == wanted.upper() for option in options):
            letters = [wanted.upper()]
        elif re.fullmatch(r"(?:option|choice|answer|opt|ans)_?\w", plain_name(wanted)):
            letters = [tail]
        elif re.fullmatch(r"[A-F]{2,4}", wanted):
            letters = list(wanted)
        else:
            letters = []
    for letter in letters:
        named = next((option for option in options if option.label == letter), None)
        by_place = options[ord(letter) - 65] if letter.isalpha() and ord(letter) - 65 < len(options) else None
        if (one := named or by_place) is not None:
            yield one


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else str(number + 1)
