"""The ways in which people write questions down, format by format."""

import json

from tests.ingest.shapes import drops, extracted, passages, questions


def test_numbered_headings_may_change_their_depth() -> None:
    text = (
        "# T\n\n#### 1) What is a pod?\n\nA group.\n\n### 2) What is a node? [[src](http://x.org)]\n\n"
        "A machine.\n\n## Thanks\n"
    )
    assert questions("a.md", text) == {"What is a pod?": "A group.", "What is a node?": "A machine."}


def test_numbered_headings_within_an_answer_are_part_of_it() -> None:
    text = (
        "## 1. Which stages are there?\n\n### 1. Data\n\nCollect it.\n\n### 2. Training\n\nFit it.\n\n"
        "## 2. Why?\n\nOrder.\n"
    )
    found = questions("a.md", text)
    assert list(found) == ["Which stages are there?", "Why?"]
    assert "Fit it." in str(found["Which stages are there?"])


def test_bold_lines_with_a_mark_of_their_level_are_questions() -> None:
    text = "## Docker\n\n**What is a layer? 👶**\n\nA set of changes.\n\n**Bind mounts or volumes ⭐️**\n\nAnswer here\n"
    assert questions("a.md", text) == {"What is a layer?": "A set of changes.", "Bind mounts or volumes": None}


def test_a_bold_remark_within_an_answer_is_no_question() -> None:
    text = (
        "**What is a layer?**\n\nA set of changes.\n\n**Layers are shared**\n\nOn disk.\n\n"
        "**What is a tag?**\n\nA name.\n"
    )
    assert list(questions("a.md", text)) == ["What is a layer?", "What is a tag?"]


def test_folds_ask_in_their_summary() -> None:
    text = (
        "<details>\n<summary>What is DNS?</summary><br><b>\n\nNames to addresses.\n\n* quick\n</b></details>\n\n"
        "<details>\n<summary>Explain BGP</summary><br><b>\n</b></details>\n"
    )
    assert questions("a.md", text) == {"What is DNS?": "Names to addresses.\n\n* quick", "Explain BGP": None}


def test_a_fold_that_hides_an_answer_belongs_to_the_question_above_it() -> None:
    text = (
        "### What is DNS?\n\n<details><summary>Show answer</summary>\n\nNames to addresses.\n\n</details>\n\n"
        "### Why?\n\nEase.\n"
    )
    assert questions("a.md", text)["What is DNS?"] == "Names to addresses."


def test_a_table_of_contents_asks_nothing() -> None:
    text = (
        "* [Q1: What is a pod?](#q1)\n* [Q2: Why?](#q2)\n\n### Q1: What is a pod? ###\n\nAnswer:\n\n"
        "A group.\n\n### Q2: Why? ###\n\nEase.\n"
    )
    assert questions("a.md", text) == {"What is a pod?": "A group.", "Why?": "Ease."}
    assert {reason for _, reason in drops("a.md", text)} == {"links"}


def test_front_matter_may_hold_the_question_and_fields_to_filter_by() -> None:
    text = "---\nid: 74eb\nquestion: 'Error: no space left'\ncourse: ops\nsort_order: 3\n---\n\nDelete old images.\n"
    (question,) = extracted("disk.md", text).content.questions
    assert question.text == "Error: no space left"
    assert question.answer is not None
    assert question.answer.text == "Delete old images."
    assert question.metadata == {"id": "74eb", "course": "ops", "sort_order": "3"}


def test_a_template_that_nobody_filled_in_is_no_question() -> None:
    assert questions("a.md", "---\nquestion: Question\n---\n\nAnswer\n") == {}
    assert drops("a.md", "---\nquestion: Question\n---\n\nAnswer\n") == [(1, "placeholder")]


def test_questions_and_answers_may_stand_in_a_table() -> None:
    text = "| Question | Answer |\n|---|---|\n| What is LoRA? | A low-rank adapter. |\n| What is RLHF? | TBD |\n"
    assert questions("a.md", text) == {"What is LoRA?": "A low-rank adapter.", "What is RLHF?": None}


def test_a_comparison_table_is_passages() -> None:
    text = "| Aspect | Batch | Online |\n|---|---|---|\n| Latency | hours are fine for reports | milliseconds |\n"
    assert passages("a.md", text) == ["Latency. Batch: hours are fine for reports; Online: milliseconds"]


def test_lists_of_questions_without_answers_are_open_questions() -> None:
    text = (
        "## Basics\n\n- What is broadcasting?\n- What is a tensor?\n- Explain the Hadamard product\n- What is a norm?\n"
    )
    assert list(questions("a.md", text).values()) == [None] * 4


def test_an_answer_may_be_nested_under_its_numbered_question() -> None:
    text = "1. **What is sharding?**\n\n   Splitting data.\n\n2. **What is a replica?**\n\n   A copy.\n   - for reads\n"
    assert questions("a.md", text) == {
        "What is sharding?": "Splitting data.",
        "What is a replica?": "A copy.\n- for reads",
    }


def test_a_bare_question_number_takes_its_question_from_below() -> None:
    text = (
        "## Question 1\n\nWhat is canary?\n\n### Answer\n\nA small share first.\n\n## Question 2\n\n"
        "When not?\n\n### Answer\n\nTBD\n"
    )
    assert questions("a.md", text) == {"What is canary?": "A small share first.", "When not?": None}


def test_an_answer_that_is_only_a_link_is_no_answer() -> None:
    text = "## 1. What is a harvester?\n\nRead [here](https://x.org).\n\n## 2. What is a beat?\n\nA shipper.\n"
    assert questions("a.md", text) == {"What is a harvester?": None, "What is a beat?": "A shipper."}


def test_plain_text_with_labels_and_wrapped_lines() -> None:
    text = "Q: What is a pod?\nA: The smallest unit.\n\nQ: What is a node?\nA: A machine, physical\nor virtual.\n"
    assert questions("a.txt", text) == {
        "What is a pod?": "The smallest unit.",
        "What is a node?": "A machine, physical\nor virtual.",
    }


def test_an_article_is_passages_without_questions() -> None:
    text = (
        "Deploying models\n\nDeploying a model makes its predictions available to others.\n\n"
        "Is it hard? It can be for many teams.\n"
    )
    assert questions("a.txt", text) == {}
    assert len(passages("a.txt", text)) == 1


def test_nested_json_keeps_the_fields_around_each_question() -> None:
    data = [{"course": "llm", "documents": [{"text": "Yes.", "section": "General", "question": "May I join?"},
                                           {"text": "", "section": "General", "question": "When?"}]}]  # fmt: skip
    first, second = extracted("a.json", json.dumps(data, indent=1)).content.questions
    assert first.metadata == {"course": "llm", "section": "General"}
    assert (first.topic, second.answer) == ("General", None)
    assert first.locator.start_line == 8


def test_json_answers_may_be_lists_or_objects() -> None:
    data = {"data": [{"qas": [{"question": "Who?", "answers": [{"text": "Ann"}, {"text": "Ann"}]}]}]}
    assert questions("a.json", json.dumps(data)) == {"Who?": "Ann"}
    assert questions("b.json", '{"What is X?": "A thing.", "How does X work?": ""}') == {
        "What is X?": "A thing.",
        "How does X work?": None,
    }


def test_json_lines_keep_their_line_and_level() -> None:
    text = (
        '{"question":"What is X?","answer":"A thing","difficulty":"easy"}\n\n{"question":"What is Y?","answer":null}\n'
    )
    first, second = extracted("a.jsonl", text).content.questions
    assert (first.level, first.locator.start_line, second.locator.start_line) == ("junior", 1, 3)


def test_a_long_table_asks_each_question_once_and_never_takes_a_students_answer() -> None:
    text = (
        "id,question,desired_answer,student_answer,score\n"
        '1.1,What is a stack?,"Last in, first out.",a pile,4\n1.1,What is a stack?,"Last in, first out.",dunno,0\n'
        "1.2,What is a queue?,First in first out.,a line,5\n"
    )
    assert questions("a.csv", text) == {
        "What is a stack?": "Last in, first out.",
        "What is a queue?": "First in first out.",
    }
    (first, _) = extracted("a.csv", text).content.questions
    assert first.metadata == {"id": "1.1"}


def test_answers_that_differ_from_row_to_row_and_are_scored_are_what_learners_said() -> None:
    rows = "".join(f"What is {name}?;answer {name}{n};{n}\n" for name in "XY" for n in range(4))
    assert questions("a.csv", f"question;answer;score\n{rows}") == {"What is X?": None, "What is Y?": None}


def test_restructured_text_takes_its_questions_from_the_titles() -> None:
    text = (
        "=====\n FAQ\n=====\n\n.. contents::\n    :local:\n\nGeneral\n=======\n\n.. _why:\n\nWhy use queues?\n"
        "---------------\n\n**Answer:** See :ref:`here <x>`. They part the work::\n\n    send()\n\n"
        "Parts\n~~~~~\n\n* one\n* two\n\n"
        "Is it slow?\n-----------\n\nNo.\n"
    )
    assert questions("a.rst", text) == {
        "Why use queues?": "See here. They part the work:\n\n    send()\n\nParts\n~~~~~\n\n* one\n* two",
        "Is it slow?": "No.",
    }
    assert extracted("a.rst", text).content.questions[0].topic == "General"


def test_a_web_page_gives_its_content_with_lines_and_without_navigation() -> None:
    text = (
        "<html><head><title>Kube FAQ</title></head><body><nav><a href=/>Home</a></nav>\n<main><h1>FAQ</h1>\n"
        "<h2>What is a service mesh?</h2>\n<p>A layer of proxies between services, with retries and encryption.</p>\n"
        "<h2>Why would one use it?</h2>\n<p>The same rules for every service.</p>\n<ul><li>mutual TLS</li></ul>\n"
        "</main><footer>Copyright 2024. All rights reserved.</footer></body></html>"
    )
    found = extracted("a.html", text).content
    assert [(question.text, question.locator.place) for question in found.questions] == [
        ("What is a service mesh?", "line 3 to line 4"),
        ("Why would one use it?", "line 5 to line 7"),
    ]
    assert "Home" not in repr(found.passages)


def test_a_pages_own_tags_tell_its_questions_where_no_heading_does() -> None:
    pairs = "".join(
        f"<div class=faq><p><strong>What does part {n} do?</strong></p><div><p>Part {n} keeps the state of step {n} "
        f"so that a restart begins where it stopped.</p></div></div>\n"
        for n in range(4)
    )
    text = f"<html><body><header><ul><li><a href=/>Home</a></li></ul></header><main>{pairs}</main></body></html>"
    found = questions("a.html", text)
    assert list(found) == [f"What does part {n} do?" for n in range(4)]
    assert all(found.values())


def test_a_definition_list_that_asks_is_questions() -> None:
    text = (
        "<html><body><dl><dt>What is a cache?</dt>\n"
        "<dd>A store of recent results.</dd></dl><p>More below.</p></body></html>"
    )
    assert questions("a.html", text) == {"What is a cache?": "A store of recent results."}


def test_our_own_format_is_open_to_other_peoples_files() -> None:
    text = (
        "---\ntitle: Queues\ntopic: queues\n---\n\n## Why use queues?\n\nid: queues-why\nlevel: senior\n"
        "kind: design\n\n"
        "Queues part the sender from the receiver. A slow receiver then delays nobody.\n\n### Key points\n\n"
        "- Queues part the sender from the receiver.\n  - from: 1\n  - terms: sender\n  - probe: Who waits?\n\n"
        "### Misconception\n\nQueues make work faster. They only move the wait.\n"
    )
    (question,) = extracted("queues.md", text).content.questions
    assert (question.topic, question.level, question.kind) == ("queues", "senior", "design")
    assert question.answer is not None
    (point,) = question.answer.key_points
    span = point.spans[0]
    assert question.answer.text[span.start : span.end] == "Queues part the sender from the receiver."
