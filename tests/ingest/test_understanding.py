"""Which part of what stands below a question answers it, and what is kept beside the answer."""

import pytest

from tests.ingest.shapes import drops, extracted, passages, questions

PAIR = "## What is a pod?\n\n{}\n\n## What is a node?\n\nA machine.\n"


def only(body: str, name: str = "a.md") -> tuple[str | None, dict[str, str], str]:
    """Answer, metadata and misconception of the first question, whose text is followed by `body`."""
    first = extracted(name, PAIR.format(body)).content.questions[0]
    return first.answer.text if first.answer else None, dict(first.metadata), first.misconception


@pytest.mark.parametrize(
    "body",
    [
        "**Weak answer:** It is a container.\n\n**Strong answer:** The smallest unit.",
        "**Bad answer:** It is a container.\n**Good answer:** The smallest unit.",
        "### Weak answer\n\nIt is a container.\n\nNothing more.\n\n### Model answer\n\nThe smallest unit.",
        "**Strong answer**\n\nThe smallest unit.\n\n**Weak answer**\n\nIt is a container.\n\nNothing more.",
        "The smallest unit.\n\n**Red flags:**\n\n- Says it is a container\n- Names no node",
        "The smallest unit.\n\n❌ **What not to say:** \"It is a container.\"",
        "❌ Bad answer: It is a container.\n\n✅ Good answer: The smallest unit.",
    ],
)  # fmt: skip
def test_a_weak_answer_is_never_part_of_the_reference(body: str) -> None:
    answer, _, _ = only(body)
    assert answer == "The smallest unit."
    assert "wrong example" in {reason for _, reason in drops("a.md", PAIR.format(body))}


@pytest.mark.parametrize(
    "body",
    [
        "The smallest unit.\n\n**Common mistakes:**\n\n- It is a container.",
        "The smallest unit.\n\n### Common misconception\n\nIt is a container.",
        "**Wrong answer:** It is a container.\n\n**Correct answer:** The smallest unit.",
    ],
)
def test_what_many_get_wrong_is_the_questions_misconception(body: str) -> None:
    answer, _, misconception = only(body)
    assert answer == "The smallest unit."
    assert misconception.removeprefix("- ") == "It is a container."


def test_a_learners_answer_beside_the_reference_is_left_out() -> None:
    body = "**Student answer:** dunno, a box?\n\n**Reference answer:** The smallest unit."
    assert only(body)[0] == "The smallest unit."
    assert "learner's answer" in {reason for _, reason in drops("a.md", PAIR.format(body))}
    assert only("**Candidate's answer:** dunno, a box?")[0] is None


def test_another_approach_is_kept_behind_the_main_answer() -> None:
    answer, _, _ = only("The smallest unit.\n\n**Alternative answer:** A group of containers.")
    assert answer == "The smallest unit.\n\n**Alternative answer:** A group of containers."


def test_what_interviewers_look_for_is_part_of_the_reference() -> None:
    answer, _, _ = only("The smallest unit.\n\n**What interviewers look for:**\n\n- shared network")
    assert str(answer).endswith("- shared network")


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ("**Difficulty:** Easy\n\nThe smallest unit.", "level", ""),
        ("*Difficulty: ★★☆ | Topic: Kubernetes | Asked at: Initech*\n\nThe smallest unit.", "asked_at", "Initech"),
        ("Tags: pods, basics\n\nThe smallest unit.", "tags", "pods, basics"),
        ("The smallest unit.\n\n#pods #basics", "tags", "pods, basics"),
        ("Time: 5 min\n\nThe smallest unit.", "time", "5 min"),
        ("**Hint:** Think of containers.\n\nThe smallest unit.", "hint", "Think of containers."),
        ("> **Hint:** Think of containers.\n\nThe smallest unit.", "hint", "Think of containers."),
        ("The smallest unit.\n\n**Follow-up questions:**\n\n- Why not a container?\n- Who restarts it?", "follow_ups",
         "Why not a container? | Who restarts it?"),
        ("The smallest unit.\n\nFollow-up: Why not a container?", "follow_ups", "Why not a container?"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_question_is_metadata(body: str, field: str, value: str) -> None:
    answer, metadata, _ = only(body)
    assert answer == "The smallest unit."
    assert metadata.get(field, "") == value


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("## [E] What is a pod?", "junior"),
        ("## What is a pod? (Medium)", "mid"),
        ("## What is a pod? `Hard`", "senior"),
        ("## 🟢 What is a pod?", "junior"),
        ("## What is a pod? ⭐⭐⭐", "senior"),
        ("## What is a pod? ★★☆", "mid"),
        ("## 1. [Senior] What is a pod?", "senior"),
        ("## What is a pod? ![Easy](https://img.shields.io/badge/level-easy-green)", "junior"),
        ("## What is a pod?\n\nLevel: senior", "senior"),
        ("## What is a pod?\n\n`Intermediate`", "mid"),
        ("## What is a pod?\n\n**Difficulty: 5/5**", "senior"),
        ("# Advanced questions\n\n## What is a pod?", "senior"),
    ],
)
def test_levels_are_read_in_every_notation_and_are_no_part_of_the_question(line: str, level: str) -> None:
    first = extracted("a.md", f"{line}\n\nThe smallest unit.\n\n## What is a node?\n\nA machine.\n").content.questions[
        0
    ]
    assert (first.text, first.level) == ("What is a pod?", level)
    assert first.answer is not None
    assert first.answer.text == "The smallest unit."


@pytest.mark.parametrize(
    "body",
    ["TBD", "Answer here", "_[To be filled]_", "Coming soon...", "**Answer:**", "**A:** TODO", "_To be completed._",
     "[Answer](https://x.org/a)", "![pods](pods.png)", "<details><summary>Answer</summary></details>", "...", "WIP"],
)  # fmt: skip
def test_a_placeholder_is_no_answer(body: str) -> None:
    assert only(body)[0] is None


def test_an_answer_that_is_only_a_picture_says_so_and_one_with_a_picture_keeps_its_link() -> None:
    body = "![pods](pods.png)"
    assert "only a picture" in {reason for _, reason in drops("a.md", PAIR.format(body))}
    assert only(f"The smallest unit.\n\n{body}")[0] == f"The smallest unit.\n\n{body}"
    assert extracted("a.md", PAIR.format(body)).pictures == 1


@pytest.mark.parametrize(
    "tail",
    [
        "**References:**\n\n- [pods](https://x.org)\n- https://x.org/more",
        "### Further reading\n\n- [pods](https://x.org)",
        "Source: [x](https://x.org)",
        "**Useful resources:** [pods](https://x.org)",
        "[⬆ back to top](#top)",
        "**[⬆ Back to Top](#top)**",
        "---",
    ],
)
def test_where_to_read_on_and_how_to_go_back_are_no_part_of_an_answer(tail: str) -> None:
    assert only(f"The smallest unit.\n\n{tail}")[0] == "The smallest unit."


def test_choices_by_letter_are_told_from_the_answer_below_them() -> None:
    body = "- A: a box\n- B: the smallest unit\n- C: a node\n\n**Answer: B**\n\nIt is scheduled as a whole."
    answer, metadata, _ = only(body)
    assert answer == "B**\n\nIt is scheduled as a whole." or answer == "B\n\nIt is scheduled as a whole."
    assert "the smallest unit" in metadata["options"]


README = """# Fastqueue

Fastqueue is a small job queue for Python services that already run Postgres.

## Why Fastqueue?

Most queues need a broker. This one needs a table that you already have.

## Installation

```bash
pip install fastqueue
```

## Usage

Create a queue and add a job to it:

```python
queue = Queue("mail")
```

## How it works

Workers lock rows and skip those that are locked by others.

## FAQ

Ask in the chat.

## Contributing

Pull requests are welcome.

## License

MIT
"""

BLOG = """# Moving our models to batch scoring

We moved four models last winter. This is what we learned.

## Why did we move?

Costs. The servers idled at night and were too small by day.

## The old setup

Every request went through a proxy and three services.

## What changed

Scores are now written to a table every hour, and services read them there.

- Who reads them? Everybody.
- Is it fast? Fast enough.

## Results

Costs fell by half.

## What is next?

We will look at the features. Stay tuned.
"""

TUTORIAL = """# Train a classifier in ten steps

## Introduction

In this tutorial you will train a classifier on your own data.

## 1. Create a project

Run the command below. What do you see?

## 2. Load the data

Use the loader. You can list all files with `ls`.

## 3. Explain the model

Shapley values explain a prediction.

## 4. Compare runs

Open the page and compare both runs.

## 5. Write a report

Write down what you found.

## Conclusion

You have trained a classifier.
"""

WIKI = """# On-call handbook

## Escalation

Call the second line after fifteen minutes without an answer.

## Who is on call?

The schedule says so.

## Compare dashboards

Open both and look for spikes.

## Define severity

Severity one means that customers cannot pay.
"""


@pytest.mark.parametrize("text", [README, BLOG, TUTORIAL, WIKI])
def test_an_article_with_rhetorical_headings_is_no_question_bank(text: str) -> None:
    assert questions("a.md", text) == {}
    assert passages("a.md", text)
