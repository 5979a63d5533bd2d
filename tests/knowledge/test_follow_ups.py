"""What a follow-up stands for, and that what stands alone is left alone."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge.follow_ups import by_rule, topic

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Said:
    question: str
    answer: str = ""


SHADOW = "What is shadow deployment?"
STORE = "How does a feature store prevent training-serving skew, and what does it cost?"
BOTH = "What is the difference between shadow deployment and canary release?"


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (SHADOW, "and how is that different from canary?", "How is shadow deployment different from canary?"),
        (SHADOW, "why?", "What is shadow deployment, and why?"),
        (SHADOW, "what about latency", "What about latency for shadow deployment?"),
        (SHADOW, "and canary deployment?", "What is canary deployment?"),
        (SHADOW, "and in production?", "What about shadow deployment in production?"),
        (SHADOW, "give an example", "What is shadow deployment, and what is an example?"),
        (SHADOW, "what are the disadvantages?", "What are the disadvantages of shadow deployment?"),
        (SHADOW, "and the risks?", "What are the risks of shadow deployment?"),
        (SHADOW, "what are its limits?", "What are the limits of shadow deployment?"),
        (SHADOW, "does it need labels?", "Does shadow deployment need labels?"),
        (SHADOW, "how long should it run?", "How long should shadow deployment run?"),
        (SHADOW, "who maintains it?", "Who maintains shadow deployment?"),
        (SHADOW, "vs blue-green", "How is shadow deployment different from blue-green?"),
        (SHADOW, "how is that metric computed?", "How is that metric (shadow deployment) computed?"),
        (SHADOW, "thanks, and how do you do that in Kubernetes?", "How do you do shadow deployment in Kubernetes?"),
        (SHADOW, "tell me more", "Tell me more about shadow deployment."),
        (STORE, "why?", "How does a feature store prevent training-serving skew, and why?"),
        (STORE, "how?", "How does a feature store prevent training-serving skew?"),
        (STORE, "is it slow?", "How does a feature store prevent training-serving skew, and is it slow?"),
        (BOTH, "which is cheaper?", "Which is cheaper, shadow deployment or canary release?"),
        (BOTH, "how do they differ?", "What is the difference between shadow deployment and canary release?"),
        (BOTH, "how is that different from canary?", BOTH),
        ("perplexity", "does it need labels?", "Does perplexity need labels?"),
    ],
)
def test_a_follow_up_stands_alone(before: str, text: str, whole: str) -> None:
    assert by_rule(text, Said(before)) == whole


@pytest.mark.parametrize(
    "text",
    [
        "What is a model card, and what should it contain?",
        "What is it called when the input of a model changes?",
        "Is it possible to train without labels?",
        "Does it make sense to cache prompts?",
        "How does it come that a model forgets?",
        "What time is it?",
        "How do you know that a model drifts?",
        "thanks, that was great!",
        "Why do models drift?",
        "How do LLMs decide what they say next?",
        "When a model drifts, what should be done about it?",
        "What about the cold start problem of recommender systems in a small shop?",
        "canary deployment",
        "quit",
        "",
    ],
)
@pytest.mark.parametrize("before", [SHADOW, STORE, BOTH])
def test_what_stands_alone_is_returned_as_it_came(before: str, text: str) -> None:
    assert by_rule(text, Said(before)) == text


def test_no_question_of_the_corpus_is_touched() -> None:
    files = sorted((ROOT / "knowledge" / "corpus").glob("*.md"))
    asked = [
        line[3:].strip()
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line[:3] == "## "
    ]
    for name in ("dev", "heldout", "workshop"):
        lines = (ROOT / "tests" / "evals" / f"abstention_{name}.jsonl").read_text(encoding="utf-8").splitlines()
        asked += [str(json.loads(line)["query"]) for line in lines]
    # The one question of those files that is a follow-up.
    pointing = {"and how does logging differ from that?"}
    assert len(asked) > 700
    changed = {text for text in asked for before in (SHADOW, STORE, BOTH) if by_rule(text, Said(before)) != text}
    assert changed <= pointing


def test_nothing_is_made_of_nothing() -> None:
    assert by_rule("why?", Said("")) == "why?"


def test_the_topic_is_the_name_of_a_thing_or_none() -> None:
    assert topic("how do you use a feature store?") == "feature store"
    assert topic("Explain how LoRA adapts a large model and what this means for serving.") == ""
    assert topic("compare MLOps and LLMOps for me please") == "MLOps and LLMOps"
