"""Refits the evidence bar: `.venv/bin/python -m tests.evals.fit_evidence`, with `--write` into knowledge/evidence.json.

It is fitted on the development questions about the starter corpus and on those about the workshop, each file counting
the same. The held-out questions are reported on and never fitted to.
"""

import argparse
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from bot.evals.abstention import Labelled, evaluate, read_labelled
from ingest.blocks import Record
from ingest.readers.text.starter import read_starter
from knowledge.answering import Answerer
from knowledge.encoder import PACKAGED_MODEL, OnnxEncoder, open_encoder
from knowledge.evidence import CONSTANTS, EvidenceBar, Signals
from knowledge.index import Generation, Generations
from knowledge.questions import Locator, Passage, Question, ReferenceAnswer, Source, SourceContent

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "knowledge" / "corpus"
WORKSHOP = HERE / "workshop_faq.md"
SIGNALS = tuple(one.name for one in fields(Signals))
THRESHOLD, SURE = 0.5, 0.8
# Stands in while the signals are measured, so that a refit does not hang on the constants that it replaces.
UNFITTED = EvidenceBar("unfitted", {}, 0.0, THRESHOLD, SURE)
# Inverse strength of the ridge penalty on standardised signals; anything from 0.3 to 10 gives the same figures.
_LOOSENESS = 1.0


def workshop_content() -> SourceContent:
    """The workshop's questions, ids made of their place in the file."""
    text = WORKSHOP.read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)\n\n((?:(?!^## ).*\n)+)", text, re.M)
    return _content(WORKSHOP.name, "Workshop", [(f"workshop-{n}", *part) for n, part in enumerate(parts, 1)])


def starter_contents() -> list[SourceContent]:
    contents = []
    for file in sorted(CORPUS.glob("*.md")):
        reading = read_starter(file.name, file.read_text(encoding="utf-8"))
        records = [block for block in reading.blocks if isinstance(block, Record)]
        contents.append(_content(file.name, reading.title, [(one.key, one.question, one.answer) for one in records]))
    return contents


def build(folder: Path, encoder: OnnxEncoder, contents: Sequence[SourceContent]) -> Generation:
    generations = Generations(folder, encoder)
    with generations.build(None) as building:
        for content in contents:
            building.replace(content)
        building.commit()
    current = generations.current()
    assert current is not None
    return current


def _content(path: str, title: str, entries: Sequence[tuple[str, str, str]]) -> SourceContent:
    questions, passages = [], []
    for name, question, answer in entries:
        locator = Locator(path, 1, 1, title)
        questions.append(Question(name, question, locator, ReferenceAnswer(answer.strip(), ())))
        passages.append(Passage(f"{name}.a", answer.strip(), locator, "answer", question, title, name))
    return SourceContent(Source(path, "markdown", path, title), tuple(questions), tuple(passages))


def fit(sets: Sequence[tuple[Answerer, Sequence[Labelled]]]) -> EvidenceBar:
    """A ridge-penalised logistic regression; raises SystemExit where a signal would count against an answer."""
    from sklearn.linear_model import LogisticRegression

    rows, labels, weights = [], [], []
    for answerer, labelled in sets:
        for row in labelled:
            signals = answerer.signals(row.query)
            if signals is not None:
                rows.append([float(getattr(signals, name)) for name in SIGNALS])
                labels.append(row.answerable)
                weights.append(1 / len(labelled))
    values = np.array(rows)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    model = LogisticRegression(C=_LOOSENESS).fit(
        (values - mean) / spread, labels, sample_weight=np.array(weights) * len(rows) / sum(weights)
    )
    slopes = model.coef_[0] / spread
    if (slopes < 0).any():
        raise SystemExit(f"A signal counts against an answer: {dict(zip(SIGNALS, slopes, strict=True))}.")
    return EvidenceBar(
        version="1",
        weights={name: round(float(slope), 3) for name, slope in zip(SIGNALS, slopes, strict=True)},
        bias=round(float(model.intercept_[0] - (slopes * mean).sum()), 3),
        threshold=THRESHOLD,
        sure=SURE,
    )


def _figures(
    generation: Generation, encoder: OnnxEncoder, bar: EvidenceBar, rows: Sequence[Labelled]
) -> dict[str, float | None]:
    def passages_of(question_id: str) -> set[str]:
        return {passage.id for passage in generation.passages(question_id)}

    measured = evaluate(rows, Answerer(generation, encoder, bar).answer, passages_of)
    shown = {
        "rows": measured.rows,
        "accuracy": measured.abstention.accuracy,
        "abstention_precision": measured.abstention.precision,
        "abstention_recall": measured.abstention.recall,
        "abstention_f1": measured.abstention.f1,
        "answered": measured.answered,
        "right_passage": measured.right_passage,
        "right_first": measured.right_first,
        "separation": measured.separation,
        "always_answer_accuracy": measured.always_answer.accuracy,
        "never_answer_f1": measured.never_answer.f1,
    }
    return {name: round(value, 3) if value is not None else None for name, value in shown.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the constants into knowledge/evidence.json")
    parser.add_argument("--held-out", action="store_true", help="report on the held-out questions too")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "interview-coach-tests")
    given = parser.parse_args()
    encoder = open_encoder(PACKAGED_MODEL, given.cache)
    with tempfile.TemporaryDirectory() as folder:
        starter = build(Path(folder) / "starter", encoder, starter_contents())
        workshop = build(Path(folder) / "workshop", encoder, [workshop_content()])
        development = {
            "starter development": (starter, read_labelled(HERE / "abstention_dev.jsonl")),
            "workshop": (workshop, read_labelled(HERE / "abstention_workshop.jsonl")),
        }
        bar = fit([(Answerer(generation, encoder, UNFITTED), rows) for generation, rows in development.values()])
        reported = dict(development)
        if given.held_out or given.write:
            reported["starter held out"] = (starter, read_labelled(HERE / "abstention_heldout.jsonl"))
        figures = {name: _figures(generation, encoder, bar, rows) for name, (generation, rows) in reported.items()}
    constants = {
        "version": bar.version,
        "weights": dict(bar.weights),
        "bias": bar.bias,
        "threshold": bar.threshold,
        "sure": bar.sure,
        "command": ".venv/bin/python -m tests.evals.fit_evidence --write",
        "fitted_on": "tests/evals/abstention_dev.jsonl and abstention_workshop.jsonl, each file counting the same",
        "encoder": encoder.name,
        "figures": figures,
    }
    written = json.dumps(constants, indent=2) + "\n"
    if given.write:
        CONSTANTS.write_text(written, encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
