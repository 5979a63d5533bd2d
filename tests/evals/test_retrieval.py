import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.evals.retrieval import UnusableQuestions, Wanted, measure, read_questions
from knowledge.encoder import OnnxEncoder
from knowledge.index import Generations
from knowledge.questions import Locator, Passage, Source, SourceContent
from knowledge.search import Hit


def hit(document: str, part: int = 0) -> Hit:
    passage = Passage(f"{document}-{part}", "Text.", Locator("a.json", 1, 1), metadata={"id": document})
    return Hit(passage, 1.0, 1.0, 1.0)


def test_places_are_counted_in_entries_not_in_passages() -> None:
    answers = {
        "first": [hit("a"), hit("b")],
        "second": [hit("b"), hit("b", 1), hit("a")],
        "sixth": [*(hit(f"other {i}") for i in range(5)), hit("a")],
        "never": [hit("b")],
    }

    def search(query: str, limit: int, filters: Mapping[str, str]) -> list[Hit]:
        return answers[query][:limit]

    times = iter(range(0, 80, 10))
    figures = measure([Wanted(query, {}, "a") for query in answers], search, clock=lambda: float(next(times)))

    assert figures.questions == 4
    assert figures.hit_at_1 == 0.25
    assert figures.hit_at_5 == 0.5
    assert figures.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert figures.seconds_p50 == figures.seconds_p95 == 10


def test_every_further_column_is_a_filter(tmp_path: Path) -> None:
    file = tmp_path / "questions.csv"
    file.write_text('question,course,document,week\n"When, and where?",mlops,77,\nHow?,llm,78,2\n')

    assert read_questions(file) == (
        Wanted("When, and where?", {"course": "mlops"}, "77"),
        Wanted("How?", {"course": "llm", "week": "2"}, "78"),
    )


@pytest.mark.parametrize("text", ["", "question,document\n", "query,document\nHow?,77\n"])
def test_a_file_in_another_form_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "questions.csv"
    file.write_text(text)
    with pytest.raises(UnusableQuestions, match=r"questions\.csv needs a header"):
        read_questions(file)


def test_a_missing_or_binary_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableQuestions, match=r"none\.csv"):
        read_questions(tmp_path / "none.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnusableQuestions, match=r"binary\.csv"):
        read_questions(tmp_path / "binary.csv")


def test_nothing_to_measure_with_is_refused() -> None:
    with pytest.raises(UnusableQuestions):
        measure([], lambda query, limit, filters: [])


def test_course_questions_are_found_with_the_course_as_filter(
    shared: Path, tmp_path: Path, encoder: OnnxEncoder
) -> None:
    """One question in ten, from the half (by wanted entry) that the weights of the two halves were not chosen on."""
    entries = json.loads((shared / "data/retrieval/documents.json").read_text())
    passages = tuple(
        Passage(
            f"{entry['id']}-{line}",
            entry["text"],
            Locator("documents.json", line, line, entry["section"]),
            "answer",
            entry["question"],
            metadata={"id": entry["id"], "course": entry["course"]},
        )
        for line, entry in enumerate(entries, 1)
    )
    generations = Generations(tmp_path, encoder)
    with generations.build(None) as building:
        building.replace(SourceContent(Source("documents.json", "json", ""), (), passages))
        building.commit()
    current = generations.current()
    assert current is not None
    held_out = [
        wanted
        for wanted in read_questions(shared / "data/retrieval/questions.csv")
        if int(hashlib.sha256(wanted.document.encode()).hexdigest(), 16) % 2
    ]

    figures = measure(held_out[::10], current.search)

    assert figures.hit_at_5 >= 0.95
    assert figures.mrr_at_10 >= 0.90
