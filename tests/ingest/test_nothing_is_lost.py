"""Whatever a document says ends up in a question, an answer, a passage, a field or among what was left out."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ingest.shapes import extracted

WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa".split()
LABELS = (
    "Answer", "Weak answer", "Good answer", "Hint", "Common mistakes", "Follow-up", "References", "Student answer",
    "Difficulty", "Tags", "Key points", "Alternative answer", "A", "Q", "Example", "Red flags",
)  # fmt: skip
FORMS = (
    "# {}", "## {}", "### {}", "#### {}?", "## 1. {}?", "**{}?**", "**Q1.** {}?", "1. {}?", "- {}", "* {}?",
    "    - {}?", "{}", "{}?", "> {}", "```\n{}\n```", "<details><summary>{}?</summary>", "</details>", "---",
    "| {} | b |\n|---|---|\n| c | d |", "{}\n: {}", "{}:: {}", "- [ ] {}", "- [x] {}", "1. ### {}",
    '??? question "{}"', ":::note {}", ":::", "<h3>{}</h3>", "{}\n===", "{}\n---", "- A: {}", "<!-- note -->",
    "1. {}\n   - {}?\n   - {}?", "?", "{} #card",
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A text of blocks in random forms, and the words it says, each of which stands in it once."""
    said: list[str] = []
    blocks: list[str] = []
    for _ in range(draw(st.integers(1, 12))):
        form = draw(st.sampled_from(FORMS))
        label = draw(st.sampled_from(("", "", "", *(f"{label}: " for label in LABELS))))
        filled = form
        while "{}" in filled:
            words = [
                f"{draw(st.sampled_from(WORDS))}{len(said) + number}x" for number in range(draw(st.integers(1, 7)))
            ]
            said += words
            filled = filled.replace("{}", label + " ".join(words), 1)
        blocks.append(filled)
    return draw(st.sampled_from(("\n\n", "\n"))).join(blocks), said


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents(), st.sampled_from(("a.md", "a.txt", "a.rst")))
def test_every_word_is_kept_or_reported(document: tuple[str, list[str]], name: str) -> None:
    text, said = f"\n{document[0]}", document[1]
    found = extracted(name, text)
    content = found.content
    kept = [content.source.title, *(drop.text for drop in found.dropped)]
    for question in content.questions:
        kept += [question.text, question.topic, question.locator.section, question.misconception]
        kept += [question.answer.text if question.answer else "", *question.metadata.values()]
    for passage in content.passages:
        kept += [passage.text, passage.context, passage.locator.section, *passage.metadata, *passage.metadata.values()]
    everything = " ".join(kept)
    dropped = sum(drop.text.endswith("…") for drop in found.dropped)
    lost = [word for word in said if word not in everything]
    assert not lost or dropped, f"lost: {lost}"
