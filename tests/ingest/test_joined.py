"""Questions here, answers there: under the same numbers in two files, or further below in one."""

import json
from pathlib import Path

import pytest

from ingest.content import Extracted
from ingest.files.finding import find
from ingest.files.sources import Limits, read
from ingest.readers import SUFFIXES
from ingest.reading import Here, Job, read_job
from tests.ingest.shapes import questions

ASKED = "1. What is X?\n2. Describe bias\n3. Why is Z so?\n"
ANSWERED = "1. It is a thing.\n2. It errs:\n   1. here\n   2. there\n3. Because.\n"
TOGETHER = {"What is X?": "It is a thing.", "Describe bias": "It errs:\n1. here\n2. there", "Why is Z so?": "Because."}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def read_all(folder: Path) -> dict[str, dict[str, str | None]]:
    """By source, each question with its answer."""
    jobs = [Job(one) for one in find([folder], suffixes=SUFFIXES).files]
    return {
        done.located.path.removeprefix(f"{folder.name}/"): {
            question.text: " ".join(question.answer.text.split()) if question.answer else None
            for question in done.outcome.content.questions
        }
        for done in Here(Limits()).read(jobs)
        if isinstance(done.outcome, Extracted)
    }


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("questions.txt", "answers.txt"),
        ("q.md", "a.md"),
        ("raw/questions", "raw/answers"),
        ("Interview Questions.md", "Interview Answers.md"),
        ("exam.md", "exam-solutions.md"),
        ("week2_questions.txt", "week2_solutions.txt"),
        ("questions/01.md", "answers/01.md"),
    ],
)
def test_two_files_whose_names_and_numbers_match_are_one_source(tmp_path: Path, asked: str, answered: str) -> None:
    found = read_all(write(tmp_path, {asked: ASKED, answered: ANSWERED}))
    assert found == {asked: {question: " ".join(answer.split()) for question, answer in TOGETHER.items()}}


def test_labels_dotted_numbers_and_sections_match_too(tmp_path: Path) -> None:
    found = read_all(
        write(
            tmp_path,
            {
                "q.md": "# Docker\n\n**1.1** What is a tag?\n\n**1.2** Layers\n\n**2.1** Volumes\n",
                "a.md": "**1.1** A name.\n\n**1.2** Diffs.\n\n**2.1** Disks.\n",
                "b/questions.txt": "Question 1: What is X?\nQuestion 2: Why Z?\n",
                "b/answers.txt": "Answer 1: A thing.\n\nAnswer 2: So.\n",
                "c/questions.md": "## Docker\n\n1) Tags\n2) Layers\n\n## Pods\n\n1) Nodes\n2) Labels\n",
                "c/answers.md": "## Docker\n\n1) a\n2) b\n\n## Pods\n\n1) c\n2) d\n",
            },
        )
    )
    assert found == {
        "q.md": {"What is a tag?": "A name.", "Layers": "Diffs.", "Volumes": "Disks."},
        "b/questions.txt": {"What is X?": "A thing.", "Why Z?": "So."},
        "c/questions.md": {"Tags": "a", "Layers": "b", "Nodes": "c", "Labels": "d"},
    }


def test_an_answer_that_repeats_its_question_is_read_without_it(tmp_path: Path) -> None:
    files = {
        "exam.md": "### Q1: What is X?\n\n### Q2: Why is Z?\n",
        "exam_solutions.md": "### Q1: What is X?\n\nA thing.\n\n### Q2: Why is Z?\n\nSo.\n",
    }
    assert read_all(write(tmp_path, files)) == {"exam.md": {"What is X?": "A thing.", "Why is Z?": "So."}}


def test_tables_are_joined_by_their_ids(tmp_path: Path) -> None:
    files = {
        "foo_questions.csv": "id,question\n7,What is X?\n8,What is Z?\n",
        "foo_answers.csv": "question_id,answer,score\n8,W,1\n7,maybe,1\n7,Y,5\n",
        "questions.json": json.dumps([{"id": 1, "question": "What is a tag?"}]),
        "answers.json": json.dumps({"1": "A name."}),
    }
    assert read_all(write(tmp_path, files)) == {
        "foo_questions.csv": {"What is X?": "Y", "What is Z?": "W"},
        "questions.json": {"What is a tag?": "A name."},
    }


def test_where_the_numbers_do_not_match_both_are_read_as_they_are(tmp_path: Path) -> None:
    files = {"questions.txt": ASKED, "answers.txt": "What is U?\n\nIt is V.\n\nWhat is T?\n\nIt is S.\n"}
    found = read_all(write(tmp_path, files))
    assert list(found) == ["answers.txt", "questions.txt"]
    assert set(found["questions.txt"].values()) == {None}


def test_the_digest_is_that_of_both_so_that_nothing_is_read_twice(tmp_path: Path) -> None:
    folder = write(tmp_path, {"questions.txt": ASKED, "answers.txt": ANSWERED})
    (located,) = find([folder], suffixes=SUFFIXES).files
    before = read(located, Limits()).digest
    assert read_job(Job(located, digest=before), Limits()) is None
    (folder / "answers.txt").write_text(ANSWERED.replace("Because", "Since it is"))
    assert read(located, Limits()).digest != before


@pytest.mark.parametrize("title", ["## Answers", "## Answer key", "# Solutions", "**Answers**"])
def test_answers_further_below_in_the_same_file_are_joined_by_number(title: str) -> None:
    asked = "# Quiz\n\n## Questions\n\n1. What is X?\n2. Bias\n3. Why is Z?\n\n"
    text = f"{asked}{title}\n\n1. A thing.\n2. It errs.\n3. So.\n"
    assert questions("a.md", text) == {"What is X?": "A thing.", "Bias": "It errs.", "Why is Z?": "So."}


def test_questions_that_are_answered_in_their_place_stay_as_they_are() -> None:
    text = "## 1. What is X?\n\nA thing.\n\n## 2. What is Z?\n\nW.\n\n## 3. Why?\n\nSo.\n"
    assert questions("a.md", text) == {"What is X?": "A thing.", "What is Z?": "W.", "Why?": "So."}
