"""The form of every entry of the starter corpus. A failure names the file, the entry and the rule."""

import re
from collections import Counter
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from ingest.blocks import AuthoredPoint, Record
from ingest.readers.text.starter import read_starter
from knowledge.sentences import content_stems, split_sentences, stem, words

CORPUS = Path(__file__).resolve().parents[1] / "knowledge" / "corpus"
FILES = sorted(CORPUS.glob("*.md"))
# A number that stands alone is a figure; `int8`, `F1` and `A100` are names.
FIGURE = re.compile(r"(?<![\w.-])\d[\d.,]*(?![\w-])")
ABBREVIATION = re.compile(r"\b(?:e\.g\.|i\.e\.|vs\.|etc\.|Dr\.)")


def read(file: Path) -> list[Record]:
    reading = read_starter(file.name, file.read_text(encoding="utf-8"))
    return [block for block in reading.blocks if isinstance(block, Record)]


ENTRIES = [pytest.param(file, index, id=f"{file.stem}-{index}") for file in FILES for index in range(len(read(file)))]


def stem_line(text: str) -> str:
    """Stems parted by blanks, hyphenated words opened, so that a phrase is found as a substring."""
    return f" {' '.join(stem(word) for word in words(re.sub('[-/]', ' ', text)))} "


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_file_names_its_topic_and_its_age(file: Path) -> None:
    reading = read_starter(file.name, file.read_text(encoding="utf-8"))
    assert date.fromisoformat(reading.fields["updated"])
    assert reading.title
    assert re.fullmatch(r"[a-z][a-z-]*", reading.fields["topic"])
    assert reading.blocks, f"{file.name} holds no questions"


@pytest.mark.parametrize(("file", "index"), ENTRIES)
def test_every_entry_keeps_the_format(file: Path, index: int) -> None:
    entry = read(file)[index]
    problems = [*entry_problems(entry), *chain.from_iterable(point_problems(entry, p) for p in entry.points)]
    where = f"{file.name}, line {entry.start}, {entry.key}"
    assert not problems, f"{where}: " + "; ".join(problems)


def entry_problems(entry: Record) -> list[str]:
    length = len(entry.answer.split())
    stems_of_points = [frozenset(content_stems(point.text)) for point in entry.points]
    rules = {
        f"id {entry.key!r} is no lower-case slug": re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", entry.key),
        f"unknown level {entry.fields['level']!r}": entry.fields["level"] in ("junior", "mid", "senior"),
        f"unknown kind {entry.fields['kind']!r}": entry.fields["kind"] in ("concept", "scenario", "design"),
        "the question has over 40 words or 220 characters": len(entry.question.split()) <= 40
        and len(entry.question) <= 220,
        f"the answer has {length} words, not 60-200": 60 <= length <= 200,
        "the answer holds a list, bold text or a link": not re.search(
            r"^\s*[-*\d]+[.)]?\s|\*\*|\]\(|https?:", entry.answer, re.M
        ),
        "an abbreviation with full stops confuses the sentence splitter": not ABBREVIATION.search(entry.answer),
        f"{len(entry.points)} key points, not 3-6": 3 <= len(entry.points) <= 6,
        "two key points say the same": len(set(stems_of_points)) == len(stems_of_points),
        "no misconception": entry.misconception,
        "the misconception is not corrected": len(split_sentences(entry.misconception)) >= 2,
        "a figure in the answer needs a source": entry.references or not FIGURE.search(entry.answer),
    }
    return [problem for problem, kept in rules.items() if not kept]


def point_problems(entry: Record, point: AuthoredPoint) -> list[str]:
    sentences = split_sentences(entry.answer)
    if not all(1 <= number <= len(sentences) for number in point.sentences):
        return [f"line {point.line}: the key point's `from:` goes beyond the answer's {len(sentences)} sentences"]
    carried = " ".join(sentences[number - 1].text for number in point.sentences)
    shared = set(content_stems(point.text)) & set(content_stems(carried))
    probe = stem_line(point.probe)
    rules = {
        "has over 25 words": len(point.text.split()) <= 25,
        "is no sentence": point.text.endswith("."),
        f"shares only {sorted(shared)} with the sentences it is tied to": len(shared) >= 2,
        "needs 1-4 terms": 1 <= len(point.terms) <= 4,
        "its probe is no question": point.probe.endswith("?"),
    }
    problems = [problem for problem, kept in rules.items() if not kept]
    for term in point.terms:
        if term.lower() not in f"{point.text} {carried}".lower():
            problems.append(f"the term {term!r} stands neither in it nor in its sentences")
        if re.search(rf"\b{re.escape(term)}", point.probe, re.I) or stem_line(term) in probe:
            problems.append(f"its probe gives the term {term!r} away")
    return [f"line {point.line}: the key point {problem}" for problem in problems]


def test_ids_and_questions_are_unique_over_the_corpus() -> None:
    entries = [entry for file in FILES for entry in read(file)]
    for name, values in (
        ("id", [entry.key for entry in entries]),
        ("question", [entry.question.casefold() for entry in entries]),
    ):
        assert [value for value, times in Counter(values).items() if times > 1] == [], f"the same {name} twice"


def test_the_corpus_is_as_large_and_as_broad_as_promised() -> None:
    assert len(FILES) >= 15, f"{len(FILES)} topics"
    assert sum(len(read(file)) for file in FILES) >= 150, f"{sum(len(read(file)) for file in FILES)} questions"
