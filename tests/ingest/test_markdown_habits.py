"""How people write question banks down in Markdown: one document of our own for each habit."""

import pytest

from tests.ingest.shapes import drops, extracted, passages, questions


def test_every_heading_of_a_level_is_a_title_though_few_of_them_ask() -> None:
    text = (
        "# ML Interview Notes\n\n## Basics\n\n### Bias-variance trade-off\n\nBias falls as variance grows.\n\n"
        "### What is regularization?\n\nA penalty on large weights.\n\n### Cross-validation\n\nFolds take turns.\n\n"
        "### Kubernetes vs Docker Swarm\n\nOne has more parts.\n\n### Explain dropout\n\nUnits are silenced.\n\n"
        "## Scenario-based questions\n\n### How would you find drift?\n\nCompare distributions.\n"
    )
    assert list(questions("a.md", text)) == [
        "Bias-variance trade-off",
        "What is regularization?",
        "Cross-validation",
        "Kubernetes vs Docker Swarm",
        "Explain dropout",
        "How would you find drift?",
    ]
    first = extracted("a.md", text).content.questions[0]
    assert (first.topic, first.answer.text if first.answer else "") == ("Basics", "Bias falls as variance grows.")


def test_section_labels_with_questions_below_ask_nothing() -> None:
    text = (
        "# Question bank\n\n## Beginner\n\n**1. What is a container?**\n\nA process with walls.\n\n"
        "## Part 2\n\n**2. What is an image?**\n\nA stack of layers.\n\n"
        "## MLOps Basics\n\n**3. What is a registry?**\n\nA place for images.\n"
    )
    found = extracted("a.md", text).content.questions
    assert [question.text for question in found] == [
        "What is a container?",
        "What is an image?",
        "What is a registry?",
    ]
    assert found[0].topic == "Beginner"
    assert found[0].level == "junior"


def test_a_list_item_may_be_a_heading_with_its_answer_indented_and_a_way_back_to_the_top() -> None:
    text = (
        "### Table of Contents\n\n| No. | Questions |\n|---|---|\n| 1 | [What is a hook?](#what-is-a-hook) |\n"
        "| 2 | [What is a prop?](#what-is-a-prop) |\n\n"
        "1. ### What is a hook?\n\n    A function that keeps state.\n\n    ```js\n    useState(0)\n    ```\n\n"
        "    **[⬆ Back to Top](#table-of-contents)**\n\n"
        "2. ### What is a prop?\n\n    A value from above.\n\n    **[⬆ Back to Top](#table-of-contents)**\n"
    )
    assert questions("a.md", text) == {
        "What is a hook?": "A function that keeps state.\n\n```js\nuseState(0)\n```",
        "What is a prop?": "A value from above.",
    }


def test_books_nest_their_questions_and_mark_their_levels() -> None:
    text = (
        "## Questions\n\n1. Vectors\n    1. [E] What's the dot product of two vectors?\n"
        "    1. [M] Given a vector u, find the unit vector v that maximizes their product.\n"
        "1. Matrices\n    1. [H] Why do we say that matrices are linear transformations?\n"
        "    1. [E] What's the inverse of a matrix? Do all matrices have one?\n"
        "1. [M] Why do we need derivatives?\n    1. What is a gradient?\n"
    )
    found = extracted("a.md", text).content.questions
    assert [(question.text, question.level) for question in found] == [
        ("What's the dot product of two vectors?", "junior"),
        ("Given a vector u, find the unit vector v that maximizes their product.", "mid"),
        ("Why do we say that matrices are linear transformations?", "senior"),
        ("What's the inverse of a matrix? Do all matrices have one?", "junior"),
        ("Why do we need derivatives?", "mid"),
        ("What is a gradient?", None),
    ]
    assert found[0].topic.endswith("Vectors")


@pytest.mark.parametrize(
    "text",
    [
        "- Q: What is a pod?\n  A: The smallest unit.\n- Q: What is a node?\n  A: A machine.\n",
        "- Q: What is a pod?\n- A: The smallest unit.\n- Q: What is a node?\n- A: A machine.\n",
        "- **Q: What is a pod?**\n  - A: The smallest unit.\n- **Q: What is a node?**\n  - A: A machine.\n",
        "1. **What is a pod?** The smallest unit.\n2. **What is a node?** A machine.\n",
        "1. What is a pod? Ans: The smallest unit.\n2. What is a node? Ans: A machine.\n",
        "1. What is a pod?\n   - The smallest unit.\n2. What is a node?\n   - A machine.\n",
        "- What is a pod?\n\n  The smallest unit.\n\n- What is a node?\n\n  A machine.\n\n",
        "Q. What is a pod? A. The smallest unit.\n\nQ. What is a node? A. A machine.\n",
        "**What is a pod?** The smallest unit.\n\n**What is a node?** A machine.\n",
        "**Q1:** What is a pod?\n\n**A1:** The smallest unit.\n\n**Q2:** What is a node?\n\n**A2:** A machine.\n",
        "**Interviewer:** What is a pod?\n\n**Candidate:** The smallest unit.\n\n**Interviewer:** What is a node?\n\n"
        "**Candidate:** A machine.\n",
        "### Question\n\nWhat is a pod?\n\n### Answer\n\nThe smallest unit.\n\n### Question\n\nWhat is a node?\n\n"
        "### Answer\n\nA machine.\n",
        "### What is a pod?\n\n> The smallest unit.\n\n### What is a node?\n\n> A machine.\n",
        "What is a pod?\n--------------\n\nThe smallest unit.\n\nWhat is a node?\n---------------\n\nA machine.\n",
        "What is a pod?\n: The smallest unit.\n\nWhat is a node?\n: A machine.\n",
        "What is a pod?::The smallest unit.\nWhat is a node?::A machine.\n",
        "Q:: What is a pod?\nA:: The smallest unit.\n\nQ:: What is a node?\nA:: A machine.\n",
        "What is a pod?\n?\nThe smallest unit.\n\nWhat is a node?\n?\nA machine.\n",
        "What is a pod? #card\nThe smallest unit.\n\nWhat is a node? #card\nA machine.\n",
        "What is a pod?\n\n---\n\nThe smallest unit.\n\n***\n\nWhat is a node?\n\n---\n\nA machine.\n",
        '??? question "What is a pod?"\n    The smallest unit.\n\n??? question "What is a node?"\n    A machine.\n',
        ":::note What is a pod?\n\nThe smallest unit.\n\n:::\n\n:::note What is a node?\n\nA machine.\n\n:::\n",
        "<h3>What is a pod?</h3>\n<p>The smallest unit.</p>\n\n<h3>What is a node?</h3>\n<p>A machine.</p>\n",
        "<details><summary><h3>1. What is a pod?</h3></summary>\nThe smallest unit.\n</details>\n"
        "<details><summary><h3>2. What is a node?</h3></summary>\nA machine.\n</details>\n",
        "<details>\n<summary><b>Pods and nodes</b></summary>\n\n<details>\n<summary>What is a pod?</summary>\n\n"
        "The smallest unit.\n\n</details>\n\n<details>\n<summary>What is a node?</summary>\n\nA machine.\n\n</details>"
        "\n\n</details>\n",
        "| # | Question | Answer | Level |\n|---|---|---|---|\n| 1 | What is a pod? | The smallest unit. | Easy |\n"
        "| 2 | What is a node? | A machine. | Hard |\n",
        "> **Q: What is a pod?**\n>\n> A: The smallest unit.\n\n> **Q: What is a node?**\n>\n> A: A machine.\n",
        "#### 📌 Q1: What is a pod?\n\n#### ✅ Answer\n\nThe smallest unit.\n\n#### 📌 Q2: What is a node?\n\n"
        "#### ✅ Answer\n\nA machine.\n",
        "**Question 1:** What is a pod?  \n**Answer:** The smallest unit.\n\n**Question 2:** What is a node?  \n"
        "**Answer:** A machine.\n",
        "## Q. What is a pod?\n\nThe smallest unit.\n\n<div align=\"right\">\n    <b><a href=\"#\">↥ back to top</a>"
        "</b>\n</div>\n\n## Q. What is a node?\n\nA machine.\n\n<div align=\"right\">"
        "\n    <b><a href=\"#\">↥ back to top"
        "</a></b>\n</div>\n",
    ],
)  # fmt: skip
def test_the_same_two_questions_are_read_in_every_habit(text: str) -> None:
    found = {
        asked: (answer or "").removeprefix("- ").removeprefix("> ") for asked, answer in questions("a.md", text).items()
    }
    assert found == {"What is a pod?": "The smallest unit.", "What is a node?": "A machine."}


def test_a_fold_may_hold_the_hint_and_another_the_solution() -> None:
    text = (
        "### 1. How many partitions suit a topic?\n\n<details><summary>Hint</summary>Think of consumers.</details>\n\n"
        "<details><summary>Show solution</summary>\n\nAt least one a consumer.\n\n</details>\n\n"
        "### 2. What is a broker?\n\n<details><summary>Show solution</summary>\n\nA server.\n\n</details>\n"
    )
    first, second = extracted("a.md", text).content.questions
    assert first.answer is not None
    assert second.answer is not None
    assert (first.answer.text, second.answer.text) == ("At least one a consumer.", "A server.")
    assert first.metadata["hint"] == "Think of consumers."


def test_what_a_quiz_offers_to_choose_from_is_no_part_of_the_answer() -> None:
    text = (
        "#### Q1. Which command lists pods?\n\n- [ ] kubectl describe node\n- [x] kubectl get pods\n- [ ] docker ps\n\n"
        "#### Q2. Which object keeps replicas?\n\n- [x] ReplicaSet\n- [ ] Ingress\n"
    )
    first, second = extracted("a.md", text).content.questions
    assert first.answer is not None
    assert second.answer is not None
    assert (first.answer.text, second.answer.text) == ("- kubectl get pods", "- ReplicaSet")
    assert "docker ps" in first.metadata["options"]


def test_one_file_a_question_has_its_title_and_its_parts() -> None:
    text = (
        "---\ntitle: How does consistent hashing work?\ndifficulty: Hard\ntags: [hashing, storage]\n---\n\n"
        "import Tabs from '@theme/Tabs';\n\n## Answer\n\nKeys and nodes share a ring.\n\n"
        "## Explanation\n\nOnly neighbours move.\n\n<Tabs groupId=\"lang\">\n\n</Tabs>\n"
    )  # fmt: skip
    (question,) = extracted("hashing.mdx", text).content.questions
    assert question.text == "How does consistent hashing work?"
    assert question.answer is not None
    assert question.answer.text == "Keys and nodes share a ring.\n\n## Explanation\n\nOnly neighbours move."
    assert question.level == "senior"
    assert question.metadata["tags"] == "hashing, storage"


def test_a_first_heading_asks_where_the_rest_of_the_file_answers() -> None:
    text = (
        "# What is a service mesh?\n\n## Answer\n\nProxies between services.\n\n## References\n\n- [x](http://x.org)\n"
    )
    assert questions("mesh.md", text) == {"What is a service mesh?": "Proxies between services."}


def test_an_export_names_its_properties_above_the_text() -> None:
    text = (
        "# What is a vector database?\n\nDifficulty: Medium\nTags: rag, storage\nStatus: Done\n\n"
        "It finds the nearest vectors.\n"
    )
    (question,) = extracted("export.md", text).content.questions
    assert question.answer is not None
    assert question.answer.text == "It finds the nearest vectors."
    assert (question.level, question.metadata["tags"]) == ("mid", "rag, storage")


def test_a_list_of_contents_without_links_asks_nothing_a_second_time() -> None:
    text = (
        "# FAQ\n\n1. What is a pod?\n2. What is a node?\n\n## What is a pod?\n\nThe smallest unit.\n\n"
        "## What is a node?\n\nA machine.\n\n## All questions\n\n- What is a pod?\n- What is a node?\n"
    )
    assert questions("a.md", text) == {"What is a pod?": "The smallest unit.", "What is a node?": "A machine."}
    assert {reason for _, reason in drops("a.md", text)} == {"table of contents"}


def test_comments_and_badges_are_no_text() -> None:
    text = (
        "# Bank\n\n[![stars](https://img.shields.io/x.svg)](https://x.org)\n\n<!-- a note to editors that nobody "
        "should read or cite -->\n\n## What is a pod?\n\n<!-- todo -->\n\nThe smallest unit.\n\n## What is a node?\n\n"
        "A machine.\n"
    )
    assert questions("a.md", text) == {"What is a pod?": "The smallest unit.", "What is a node?": "A machine."}
    assert passages("a.md", text) == []


@pytest.mark.parametrize(
    "text", ["*" * 5000 + " a " + "**a" * 5000, "<!-- " * 5000, "::: note a\n" * 3000, "a\n?\n" * 3000]
)
def test_marks_without_end_are_read_to_the_end(text: str) -> None:
    found = extracted("a.md", f"{text}\n\n## What is a pod?\n\nA unit.\n\n## What is a node?\n\nA machine.\n").content
    assert any(question.text == "What is a node?" for question in found.questions)


STEPS = (
    "# Pipeline interview\n\n**1. What is a pipeline?**\n\nIt has these parts:\n\n**1. Data preparation**\n\nClean it."
    "\n\n**2. Training**\n\nFit the model.\n\n**2. How do you deploy?**\n\nPush an image.\n\n"
    "**3. Clouds with a GPU**\n\nTwo of them.\n\n**4. What is a canary?**\n\nA small share.\n"
)


def test_a_statement_under_the_next_number_asks_and_one_whose_numbering_began_anew_is_a_step() -> None:
    found = questions("a.md", STEPS)
    assert list(found) == ["What is a pipeline?", "How do you deploy?", "Clouds with a GPU", "What is a canary?"]
    assert "**2. Training**" in (found["What is a pipeline?"] or "")


@pytest.mark.parametrize(
    "line",
    ["{n}. {q}\n\n    {a}\n\n", "{n}. **{q}**\n   - **Answer**: {a}\n\n", "**{n}.** {q}\n\n{a}\n\n",
     "{n}\ufe0f\u20e3 {q}\n\n{a}\n\n", "{n}\ufe0f\u20e3 {q}\n{a}\n", "**{q}**\n\n{a}\n\n", "{q}::{a}\n\n",
     "<details><summary>{q}</summary>{a}</details>\n\n"],
)  # fmt: skip
def test_among_questions_in_one_form_a_statement_with_an_answer_of_its_own_is_one(line: str) -> None:
    asked = ["What is a pod?", "What is a node?", "The pod stays in pending state", "Why is a node tainted?"]
    text = "# FAQ\n\n" + "".join(line.format(n=n, q=q, a=f"Because of {n}.") for n, q in enumerate(asked, 1))
    assert questions("a.md", text) == {q: f"Because of {n}." for n, q in enumerate(asked, 1)}


@pytest.mark.parametrize("mark", ["- ", "{n}. "])
def test_most_items_of_a_list_without_answers_speak_for_the_others(mark: str) -> None:
    asked = ["What is a pod?", "What is a node?", "Clouds with a GPU", "Why is a node tainted?", "How are pods named?"]
    text = "# Interview questions\n\n" + "".join(mark.format(n=n) + q + "\n" for n, q in enumerate(asked, 1))
    assert questions("a.md", text) == dict.fromkeys(asked)


def test_short_names_in_bold_type_are_parts_of_an_answer_and_ask_nothing() -> None:
    text = (
        "# FAQ\n\n**What is a pod?**\n\nThe smallest unit.\n\n**Advantages**\n\nIt is small.\n\n"
        "**What is a node?**\n\nA machine.\n\n**Why is it tainted?**\n\nTo keep pods away.\n"
    )
    assert list(questions("a.md", text)) == ["What is a pod?", "What is a node?", "Why is it tainted?"]


def test_keycaps_number_questions_up_to_ten_and_beyond() -> None:
    text = (
        "# ML\n\n9\ufe0f\u20e3 What is drift?\n\nInputs that change.\n\n\U0001f51f What is recall?\n\n"
        "The share found.\n\n1\ufe0f\u20e31\ufe0f\u20e3 Explain precision\n\nThe share that is right.\n"
    )
    assert questions("a.md", text) == {
        "What is drift?": "Inputs that change.",
        "What is recall?": "The share found.",
        "Explain precision": "The share that is right.",
    }


def test_bold_type_written_as_tags_parts_a_question_from_its_answer() -> None:
    text = (
        "# Interview\n\n<strong>Explain drift</strong> Inputs that change.\n\n<b>What is recall?</b> The share found.\n"
    )
    assert questions("a.md", text) == {"Explain drift": "Inputs that change.", "What is recall?": "The share found."}


def test_steps_below_headings_are_none_though_others_of_their_numbers_ask() -> None:
    text = (
        "# Interview\n\n1. What is a pod?\n\n    The smallest unit.\n\n2. What is a node?\n\n    A machine.\n\n"
        "3. Why is it tainted?\n\n    To keep pods away.\n\n## How to contribute code\n\n1. Clone it\n2. Change it\n"
        "3. Push it\n4. Open a request\n"
    )
    assert list(questions("a.md", text)) == ["What is a pod?", "What is a node?", "Why is it tainted?"]


@pytest.mark.parametrize(
    "entry",
    [
        '<Accordion title="{q}">\n  {a}\n</Accordion>\n\n',
        '<ExpandablePanel>\n</ExpandablePanel>\n\n{{{{< expand "{q}" >}}}}\n{a}\n{{{{< /expand >}}}}\n\n',
        "{{% details {q} %}}\n{a}\n{{% enddetails %}}\n\n",
        "### {q} {{#anchor-of-it}}\n\n{a}\n\n",
        "## Question 3 of 40: {q}\n\n{a}\n\n",
        "7\\. {q}\n\n{a}\n\n",
        "- {q}\n  - {a}\n",
    ],
)
def test_builders_of_sites_and_exports_have_marks_of_their_own(entry: str) -> None:
    asked = ["What is a pod?", "Explain what a node is", "Why is a node tainted?"]
    text = "# Interview questions\n\n" + "".join(entry.format(q=q, a=f"Because of {n}.") for n, q in enumerate(asked))
    found = {q: (answer or "").strip("- ") for q, answer in questions("a.md", text).items()}
    assert found == {q: f"Because of {n}." for n, q in enumerate(asked)}


@pytest.mark.parametrize("mark", ["## {}", "**{}**", "# {}"])
def test_a_note_may_be_one_question_with_its_answer(mark: str) -> None:
    text = "# Notes\n\n" * (not mark.startswith("# ")) + mark.format("What is drift?") + "\n\nInputs that change.\n"
    assert questions("a.md", text) == {"What is drift?": "Inputs that change."}


@pytest.mark.parametrize(
    "text",
    [
        "# Drift\n\n## Why does it matter?\n\nModels age.\n\n## Ways to see it\n\nCompare the inputs.\n",
        "# Drift\n\n## Why do models age?\n\n" + "Inputs change after training. " * 120,
        "# Drift\n\n## What is this?\n\nA package that finds drift.\n",
    ],
)
def test_an_article_with_a_heading_that_asks_is_no_question(text: str) -> None:
    assert questions("a.md", text) == {}


@pytest.mark.parametrize(
    "closing",
    ["---\n*This book was created by friends of drift.*", "Happy learning to everybody!", "*Last updated by the team*"],
)
def test_what_stands_below_a_list_of_open_questions_answers_none_of_them(closing: str) -> None:
    text = f"# ML questions\n\n1. What is drift?\n2. What is recall?\n3. What is precision?\n\n{closing}\n"
    assert set(questions("a.md", text).values()) == {None}


def test_a_line_in_italics_below_a_rule_ends_the_last_answer() -> None:
    text = (
        "# ML questions\n\n## What is drift?\n\nInputs that change.\n\n## What is recall?\n\nThe share found.\n\n"
        "---\n\n*Written down by the team of the course.*\n"
    )
    assert questions("a.md", text)["What is recall?"] == "The share found."
    assert any("team of the course" in passage for passage in passages("a.md", text))


def test_two_colons_within_an_answer_part_nothing() -> None:
    text = (
        "# FAQ\n\n**What is a move?**<br>It is made with std::move and costs little.\n\n"
        "**What is a copy?** Two of a kind, as std::copy makes them.\n"
    )
    assert questions("a.md", text) == {
        "What is a move?": "It is made with std::move and costs little.",
        "What is a copy?": "Two of a kind, as std::copy makes them.",
    }


@pytest.mark.parametrize("between", [" – ", ": ", " - ", "<br>", " "])
def test_an_answer_may_follow_its_question_in_bold_type_on_the_line(between: str) -> None:
    text = f"# FAQ\n\n- **What is a pod?**{between}The smallest unit.\n- **Pods. What are they in?**{between}A node.\n"
    assert questions("a.md", text) == {"What is a pod?": "The smallest unit.", "Pods. What are they in?": "A node."}
