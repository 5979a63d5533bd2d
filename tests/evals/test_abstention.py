"""How the choice between answering and abstaining is measured, and how the shipped bar does on questions held out."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.evals.abstention import Labelled, UnusableQuestions, evaluate, read_labelled
from knowledge.answer import Answer, CitedSentence
from knowledge.answering import Answerer
from knowledge.encoder import OnnxEncoder
from knowledge.evidence import standard_bar
from knowledge.questions import Citation
from tests.evals import fit_evidence


def said(confidence: float, *passages: str) -> Answer:
    citations = tuple(Citation(name, "a.md", 1, 1, "", "", "") for name in passages)
    sentences = (CitedSentence("So it is.", (1,)),) if passages else ()
    return Answer("", sentences, citations, confidence, abstained=not passages)


class Scripted:
    """Answers by heart."""

    def __init__(self, **answers: Answer) -> None:
        self._answers = answers
        self.filters: list[Mapping[str, str] | None] = []

    def __call__(self, text: str, *, filters: Mapping[str, str] | None = None) -> Answer:
        self.filters.append(filters)
        return self._answers[text]


class Ticking:
    def __init__(self) -> None:
        self._at = 0.0

    def __call__(self) -> float:
        self._at += 0.5
        return self._at


def test_figures_count_what_was_answered_and_what_was_left() -> None:
    answers = Scripted(
        a=said(0.9, "p1"), b=said(0.8, "p9", "p2"), c=said(0.3), d=said(0.2), e=said(0.7, "p3"), f=said(0.1)
    )
    rows = [
        Labelled("1", "a", True, ("q1",)),
        Labelled("2", "b", True, ("p2",), {"team": "x"}),
        Labelled("3", "c", True, ("q3",)),
        Labelled("4", "d", False),
        Labelled("5", "e", False),
        Labelled("6", "f", False),
    ]
    figures = evaluate(rows, answers, lambda name: {"q1": ["p1"]}.get(name, []), Ticking())
    assert (figures.rows, figures.answerable) == (6, 3)
    assert figures.abstention.accuracy == pytest.approx(4 / 6)
    assert figures.abstention.precision == pytest.approx(2 / 3)
    assert figures.abstention.recall == pytest.approx(2 / 3)
    assert figures.abstention.f1 == pytest.approx(2 / 3)
    assert figures.answered == pytest.approx(2 / 3)
    assert (figures.right_passage, figures.right_first) == (1.0, 0.5)
    assert figures.separation == pytest.approx(8 / 9)
    assert (figures.always_answer.accuracy, figures.always_answer.f1) == (0.5, 0.0)
    assert figures.never_answer.recall == 1.0
    assert figures.never_answer.f1 == pytest.approx(2 / 3)
    assert (figures.seconds_p50, figures.seconds_p95) == (0.5, 0.5)
    assert answers.filters[1] == {"team": "x"}
    assert json.loads(json.dumps(figures.to_json()))["abstention"]["f1"] == pytest.approx(2 / 3)


def test_rows_of_one_kind_and_without_passages_are_measured_too() -> None:
    figures = evaluate([Labelled("1", "a", True)], Scripted(a=said(0.9, "p1")))
    assert figures.separation is None
    assert figures.right_passage is None


def test_a_row_needs_no_more_than_a_query_and_a_label(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(
        '{"query": "kv cache?", "answerable": true}\n\n'
        '{"id": 7, "query": "x", "answerable": false, "wanted": null, "note": "y"}\n'
        '{"query": "z", "answerable": true, "wanted": ["a", "b"], "filter": {"course": "m"}}\n'
    )
    assert read_labelled(file) == (
        Labelled("1", "kv cache?", True),
        Labelled("7", "x", False),
        Labelled("4", "z", True, ("a", "b"), {"course": "m"}),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "is empty"),
        ('{"query": "a", "answerable": true}\nnonsense', "line 2"),
        ('{"answerable": true}', "`query`"),
        ('{"query": "a"}', "`answerable`"),
        ("[1]", "line 1"),
    ],
)
def test_a_file_of_another_form_is_refused_by_line(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(text)
    with pytest.raises(UnusableQuestions, match=named):
        read_labelled(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableQuestions, match=r"rows\.jsonl cannot be read"):
        read_labelled(tmp_path / "rows.jsonl")


@pytest.mark.parametrize("name", ["abstention_dev", "abstention_heldout"])
def test_the_labelled_questions_are_many_balanced_and_name_known_entries(name: str) -> None:
    rows = read_labelled(fit_evidence.HERE / f"{name}.jsonl")
    known = {question.id for content in fit_evidence.starter_contents() for question in content.questions}
    assert len(rows) >= 120
    assert 0.4 < sum(row.answerable for row in rows) / len(rows) < 0.6
    assert len({row.query.lower() for row in rows}) == len(rows)
    assert {wanted for row in rows for wanted in row.wanted} <= known


def test_no_question_is_both_developed_and_reported_on() -> None:
    development, held_out = (
        {row.query.lower() for row in read_labelled(fit_evidence.HERE / f"abstention_{name}.jsonl")}
        for name in ("dev", "heldout")
    )
    assert not development & held_out


def test_every_signal_of_the_shipped_bar_counts_for_an_answer() -> None:
    bar = standard_bar()
    assert tuple(bar.weights) == fit_evidence.SIGNALS
    assert all(weight > 0 for weight in bar.weights.values())


def test_the_shipped_bar_holds_on_questions_held_out(encoder: OnnxEncoder, tmp_path: Path) -> None:
    generation = fit_evidence.build(tmp_path / "starter", encoder, fit_evidence.starter_contents())
    # A third of them: enough to notice a bar that slipped, and done in seconds. The fit reports on all.
    rows = read_labelled(fit_evidence.HERE / "abstention_heldout.jsonl")[::3]
    answerer = Answerer(generation, encoder)
    figures = evaluate(rows, answerer.answer, lambda name: [one.id for one in generation.passages(name)])
    assert figures.abstention.accuracy >= 0.85
    assert figures.answered >= 0.85
    assert figures.right_passage is not None
    assert figures.right_passage >= 0.8
