"""Text to measure speed with: sentences put together from this field's words, which say nothing true."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SUBJECTS = [
    "a feature store",
    "the model registry",
    "a canary release",
    "the training pipeline",
    "a drift detector",
    "an embedding index",
    "the prompt template",
    "a batch scheduler",
    "the serving layer",
    "an evaluation set",
    "the retriever",
    "a guardrail",
    "the experiment tracker",
    "a vector database",
    "the labelling queue",
    "a shadow deployment",
]
_VERBS = [
    "keeps",
    "compares",
    "records",
    "delays",
    "validates",
    "replaces",
    "caches",
    "measures",
    "rejects",
    "reproduces",
    "isolates",
    "ranks",
]
_OBJECTS = [
    "versioned inputs",
    "stale predictions",
    "the approval of a release",
    "requests above the latency budget",
    "schema changes",
    "tokens of long contexts",
    "sliced metrics",
    "rolled back weights",
    "skewed features",
    "unsupported claims",
    "costs per request",
    "the lineage of a data set",
    "duplicate documents",
    "alerts without an owner",
]
_ENDINGS = [
    "before users notice",
    "when traffic doubles",
    "for every team",
    "without a new deployment",
    "in each region",
    "under load",
    "during an incident",
    "at the end of the night",
    "while the old model answers",
    "as the audit demands",
]


_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One passage, the question that it answers, and one of 20 topics to filter by."""

    name: str
    question: str
    text: str
    topic: str


def generate(count: int, seed: int = 7, sentences: int = 5) -> list[Item]:
    """An answer of five sentences has about 65 words, one of two about 27."""
    choose = random.Random(seed)

    def sentence() -> str:
        words = (choose.choice(_SUBJECTS), choose.choice(_VERBS), choose.choice(_OBJECTS), choose.choice(_ENDINGS))
        return f"{' '.join(words).capitalize()}, in case {choose.randrange(10_000)}."

    return [
        Item(
            name=f"item-{number}",
            question=f"Why does {choose.choice(_SUBJECTS)} matter in case {number}?",
            text=" ".join(sentence() for _ in range(sentences)),
            topic=f"topic-{number // _ON_A_PAGE % 20}",
        )
        for number in range(count)
    ]


def write_pages(items: Sequence[Item], folder: Path) -> Path:
    """A folder of Markdown pages with a hundred questions and answers each, as an admin would have them."""
    folder.mkdir()
    for first in range(0, len(items), _ON_A_PAGE):
        page = items[first : first + _ON_A_PAGE]
        answers = "\n\n".join(f"## {item.question}\n\n{item.text}" for item in page)
        (folder / f"page-{first:06}.md").write_text(f"# {page[0].topic}\n\n{answers}\n")
    return folder


def queries(count: int, seed: int = 11) -> list[str]:
    choose = random.Random(seed)
    return [
        f"How does {choose.choice(_SUBJECTS)} handle {choose.choice(_OBJECTS)} {choose.choice(_ENDINGS)}?"
        for _ in range(count)
    ]


def partial_answer(item: Item, number: int) -> str:
    """What a learner might say: two or three of the five sentences, and every other time one that is not there."""
    sentences = item.text.split(". ")
    said = sentences[number % 3 :: 2]
    beside = ["I am not sure about the rest, but it keeps costs low."] if number % 2 else []
    return ". ".join([*said, *beside])
