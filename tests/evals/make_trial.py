"""Makes bot/evals/trial.jsonl of points_dev.jsonl and its questions: `python -m tests.evals.make_trial`.

The package must bring its own rows, for a coach in service has neither the tests nor the starter corpus's files. Only
development answers are taken; points_heldout.jsonl stays for reports.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.evals.key_points import read_labelled
from tests.evals.fit_authored import DEV, starter_questions

TRIAL = Path(__file__).resolve().parents[2] / "bot" / "evals" / "trial.jsonl"


def trial_lines() -> str:
    questions = starter_questions()
    answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_labelled(DEV):
        answers[row.question_id].append(
            {"answer": row.answer, "points": [str(verdict) for verdict in row.points], "score": row.score}
        )
    lines = []
    for question_id, given in answers.items():
        question = questions[question_id]
        assert question.answer is not None
        points = [{"text": point.text, "terms": list(point.terms)} for point in question.answer.key_points]
        lines.append(
            json.dumps(
                {
                    "id": question_id,
                    "question": question.text,
                    "reference": question.answer.text,
                    "points": points,
                    "answers": given,
                },
                ensure_ascii=False,
            )
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TRIAL.write_text(trial_lines(), encoding="utf-8")
