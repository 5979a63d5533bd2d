"""Plain text, where only the lines themselves tell what is a question: exams, transcripts, notes, mails."""

import pytest

from tests.ingest.shapes import extracted, passages, questions


@pytest.mark.parametrize(
    "text",
    [
        "Q: What is a pod?\nA: The smallest unit.\n\nQ: What is a node?\nA: A machine.\n",
        "Q1. What is a pod?\nAns. The smallest unit.\n\nQ2. What is a node?\nAns. A machine.\n",
        "Question 1: What is a pod?\nAnswer: The smallest unit.\nQuestion 2: What is a node?\nAnswer: A machine.\n",
        "1. What is a pod?\n   The smallest unit.\n\n2. What is a node?\n   A machine.\n",
        "1. What is a pod?\n\nThe smallest unit.\n\n2. What is a node?\n\nA machine.\n",
        "1) What is a pod?\nThe smallest unit.\n\n2) What is a node?\nA machine.\n",
        "1.1 What is a pod?\n\n    The smallest unit.\n\n1.2 What is a node?\n\n    A machine.\n",
        "[1.1] What is a pod?\n\nThe smallest unit.\n\n[1.2] What is a node?\n\nA machine.\n",
        "What is a pod?\n\nThe smallest unit.\n\nWhat is a node?\n\nA machine.\n",
        "WHAT IS A POD?\n\nThe smallest unit.\n\nWHAT IS A NODE?\n\nA machine.\n",
        "What is a pod?\n==============\n\nThe smallest unit.\n\nWhat is a node?\n===============\n\nA machine.\n",
        "Interviewer: What is a pod?\nCandidate: The smallest unit.\n\nInterviewer: What is a node?\n"
        "Candidate: A machine.\n",
        "> What is a pod?\nThe smallest unit.\n\n> What is a node?\nA machine.\n",
        "- What is a pod?\n  The smallest unit.\n- What is a node?\n  A machine.\n",
        "What is a pod?\tThe smallest unit.\nWhat is a node?\tA machine.\n",
    ],
)  # fmt: skip
def test_the_same_two_questions_are_read_in_every_habit(text: str) -> None:
    found = {asked.casefold(): " ".join((answer or "").split()) for asked, answer in questions("a.txt", text).items()}
    assert found == {"what is a pod?": "The smallest unit.", "what is a node?": "A machine."}


def test_an_exam_paper_asks_for_marks_and_gives_no_answers() -> None:
    text = (
        "UNIVERSITY OF NOWHERE\nFINAL EXAMINATION\n\nTime allowed: 2 hours\n\nSECTION A\n\n"
        "1. Define a deadlock and name its four conditions. (5 marks)\n\n"
        "2. Explain how a scheduler prevents starvation. [4 marks]\n\n"
        "3. Compare paging and segmentation. (6)\n\nSECTION B\n\n4. What is thrashing? (3 points)\n"
    )
    found = extracted("exam.txt", text).content.questions
    assert [question.text for question in found] == [
        "Define a deadlock and name its four conditions.",
        "Explain how a scheduler prevents starvation.",
        "Compare paging and segmentation.",
        "What is thrashing?",
    ]
    assert all(question.answer is None for question in found)
    assert [question.metadata.get("points") for question in found] == ["5", "4", "6", "3"]


def test_sections_in_capitals_and_underlined_ones_name_topics() -> None:
    text = (
        "INTERVIEW QUESTIONS\n\nNETWORKING\n\nQ: What is a port?\nA: A number for a service.\n\n"
        "Storage\n-------\n\nQ: What is a volume?\nA: A disk that outlives its container.\n"
    )
    found = extracted("a.txt", text).content.questions
    assert [(question.text, question.topic) for question in found] == [
        ("What is a port?", "NETWORKING"),
        ("What is a volume?", "Storage"),
    ]


def test_lines_wrapped_by_hand_are_one_question_and_one_answer() -> None:
    text = (
        "Frequently asked questions about deployments\n\n"
        "Q: Why does a rollout of a new version of the service wait for so long before\n"
        "   it takes any requests at all?\n"
        "A: The readiness probe has to succeed first. It asks the service every ten\n"
        "   seconds, and three answers in a row have to be good ones before requests\n"
        "   arrive there.\n\n"
        "Q: What happens when the probe fails for a while after the rollout has been\n"
        "   finished and everything seemed to be fine?\n"
        "A: The pod gets no requests until the probe succeeds again. It is not restarted\n"
        "   for that, which is what a liveness probe would do.\n"
    )
    found = questions("a.txt", text)
    assert [" ".join(asked.split()) for asked in found] == [
        "Why does a rollout of a new version of the service wait for so long before it takes any requests at all?",
        "What happens when the probe fails for a while after the rollout has been finished and everything seemed "
        "to be fine?",
    ]
    assert all(answer and answer.rstrip().endswith((".",)) for answer in found.values())


def test_a_contents_list_above_numbered_questions_asks_nothing() -> None:
    text = (
        "THE QUEUE FAQ\n\nContents\n\n1. What is a queue?\n2. What is a topic?\n3. Who reads?\n\n"
        "1. What is a queue?\n\nA line of messages that wait for somebody who reads them.\n\n"
        "2. What is a topic?\n\nA name under which messages are published to all who listen.\n\n"
        "3. Who reads?\n\nWhoever has subscribed before the message was sent.\n"
    )
    found = questions("a.txt", text)
    assert list(found) == ["What is a queue?", "What is a topic?", "Who reads?"]
    assert all(found.values())


def test_a_mail_or_a_log_is_no_question_bank() -> None:
    mail = (
        "From: Ann\nTo: Ben\nSubject: Rollout\n\nHi Ben,\n"
        "\nthe rollout is done. Can you check the dashboards today?\n\n"
        "I have changed the alert, as it fired too often. Did you see the new one?\n\nThanks,\nAnn\n"
    )
    log = "2024-01-01 10:00:01 INFO started worker 4\n2024-01-01 10:00:02 WARN is the broker up? retrying\n" * 4
    assert questions("mail.txt", mail) == {}
    assert questions("log.txt", log) == {}


def test_prose_stays_prose() -> None:
    text = (
        "A short history of queues\n\nQueues are older than computers. People stood in them for bread.\n\n"
        "What changed with computers? Mostly the length. A queue of a million messages is nothing special any more, "
        "and nobody complains while waiting.\n\nWhy do they still matter? Because senders and receivers have different "
        "speeds.\n"
    )
    assert questions("a.txt", text) == {}
    assert len(passages("a.txt", text)) >= 1


def test_headings_within_the_answer_of_a_numbered_question_are_part_of_it() -> None:
    text = (
        "Interview questions\n\n1. What is a rollout?\n\nA change of what runs, in steps that can be undone.\n\n"
        "Rollout Stages\n\nFirst a few requests arrive at the new version, then all of them do.\n\n"
        "2. What is a rollback?\n\nThe way back to the version before.\n"
    )
    found = questions("a.txt", text)
    assert list(found) == ["What is a rollout?", "What is a rollback?"]
    assert str(found["What is a rollout?"]).endswith("then all of them do.")


def test_statements_under_consecutive_numbers_are_questions_and_the_steps_of_an_answer_are_not() -> None:
    text = (
        "INTERVIEW QUESTIONS\n\n1. What is a pod?\n\nThe smallest unit.\n\n2. How is one made?\n\nIn three steps:\n\n"
        "1. Write a file\n2. Apply it\n3. Wait\n\n3. The pod stays in pending state\n\nNo node has room.\n\n"
        "4. What is a node?\n\nA machine.\n"
    )
    found = questions("a.txt", text)
    assert list(found) == ["What is a pod?", "How is one made?", "The pod stays in pending state", "What is a node?"]
    assert "2. Apply it" in (found["How is one made?"] or "")
