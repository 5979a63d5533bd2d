"""Two files that are one: questions in the first, their answers in the second, under the same numbers.

Names tell which two may belong together, the numbers in them whether they do. Then the file of answers is no source of
its own, and the questions' file is one with both; else each is read as it is.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.files.sources import Located

_ASK = frozenset("question questions q qs ques exercise exercises problem problems".split())
_ANSWER = frozenset("answer answers a ans anss solution solutions sol sols key keys answerkey".split())
# Formats in which numbers can be seen without a reader; in the second, rows are joined by their ids.
_TEXT = frozenset(("", ".txt", ".text", ".md", ".markdown", ".rst"))
_TABLE = frozenset((".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".yaml", ".yml"))
_NUMBERED = re.compile(
    r"^[ \t>#*_]*(?:q(?:uestion|ues)?|a(?:nswer|ns)?|sol(?:ution)?|exercise|problem)?[\s.#]{0,3}"
    r"(?P<number>\d{1,4}(?:\.\d{1,3})*)\s?[.):\]\-–—]?(?=[\s*_]|$)",
    re.I | re.M,
)
# Of a larger file only so much is looked at, in characters.
_LOOKED_AT = 2_000_000
_ENOUGH = 0.6


def with_companions(files: Sequence[Located]) -> tuple[Located, ...]:
    """The files with each pair made one: the file of questions, which has that of answers as its companion."""
    pairs = {ask.path: answer for ask, answer in _pairs(files)}
    taken = {answer.path for answer in pairs.values()}
    return tuple(
        replace(one, companion=pairs[one.path].file) if one.path in pairs else one
        for one in files
        if one.path not in taken
    )


def is_half(file: Path) -> bool:
    """Whether a file without a suffix is `questions` or `answers`, and the other one lies beside it."""
    if file.suffix or file.name.lower() not in _ASK | _ANSWER or len(file.name) < 2:
        return False
    wanted = _ANSWER if file.name.lower() in _ASK else _ASK
    return any(len(name) > 1 and file.with_name(name).is_file() for name in wanted)


def _pairs(files: Iterable[Located]) -> Iterable[tuple[Located, Located]]:
    groups: dict[tuple[str, str, tuple[str, ...]], list[Located]] = defaultdict(list)
    answers: list[tuple[tuple[str, str, tuple[str, ...]], Located]] = []
    for one in files:
        path = PurePosixPath(one.path)
        folder, kind = str(path.parent), _kind(path.suffix.lower())
        words = _words(path.stem)
        within = _words(path.parent.name)
        if not kind:
            continue
        if _ANSWER & {*words} and not _ASK & {*words} and (words != ("a",) or path.stem.lower() == "a"):
            answers.append(((folder, kind, tuple(word for word in words if word not in _ANSWER)), one))
            continue
        if {*within[-1:]} & _ANSWER and not _ASK & {*within}:
            base = tuple(word for word in within if word not in _ANSWER)
            answers.append(((f"{path.parent.parent}/{base}", kind, words), one))
            continue
        asked = tuple(word for word in words if word not in _ASK)
        groups[folder, kind, asked].append(one)
        if asked != words:
            groups[folder, kind, words].append(one)
        if {*within[-1:]} & _ASK:
            base = tuple(word for word in within if word not in _ASK)
            groups[f"{path.parent.parent}/{base}", kind, words].append(one)
    claims = Counter(key for key, _ in answers)
    for key, answer in answers:
        if claims[key] == 1 and len(groups[key]) == 1 and _belong_together(groups[key][0], answer):
            yield groups[key][0], answer


def _kind(suffix: str) -> str:
    return "text" if suffix in _TEXT else "table" if suffix in _TABLE else ""


def _words(name: str) -> tuple[str, ...]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return tuple(re.findall(r"[a-z]+|\d+", parted.lower()))


def _belong_together(ask: Located, answer: Located) -> bool:
    """Whether most numbers of the one are those of the other; of tables, whether their ids are is seen when read."""
    try:
        texts = [_beginning(one.file) for one in (ask, answer)]
    except OSError:
        return False
    if _kind(PurePosixPath(ask.path).suffix.lower()) == "table":
        return _ids_match(*texts)
    asked, answered = (Counter(found["number"] for found in _NUMBERED.finditer(text)) for text in texts)
    shared = sum((asked & answered).values())
    return shared >= 2 and shared >= _ENOUGH * sum(asked.values())


def _beginning(file: Path) -> str:
    with file.open("rb") as data:
        return data.read(_LOOKED_AT).decode("utf-8", "replace")


def _ids_match(asked: str, answered: str) -> bool:
    """The answers' file has no question of its own, and its words for a number are in the other file."""
    head = answered[:2000].lower()
    if re.search(r"\bquestion(?:_?text)?[\"']?\s*(?:[,;\t:|]|$)", head, re.M) and "?" in answered[:20_000]:
        return False
    numbers = r"id|number|\bno\b|key|\bq\b"
    by_key = re.search(r"^\s*(?:\{\s*)?[\"']?[a-z_]{0,4}\d+[\"']?\s*:", head) is not None
    return (by_key or re.search(numbers, head) is not None) and re.search(numbers, asked[:2000].lower()) is not None
