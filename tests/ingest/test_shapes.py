"""The five kinds of mess that the product was conceived from, in words of our own."""

import re

from tests.ingest.shapes import (
    ANSWERED_MARKDOWN,
    BLOG,
    SHOP_PAGE,
    STUDENT_ANSWERS,
    UNANSWERED_MARKDOWN,
    drops,
    extracted,
    passages,
    questions,
)


def test_numbered_headings_with_labelled_answers_are_answered_questions_with_their_lists_whole() -> None:
    assert questions("serving.txt", ANSWERED_MARKDOWN) == {
        "How is batch scoring different from online serving?": (
            "Batch scoring runs **on a schedule**, such as:\n- Nightly reports\n- Weekly churn lists\n\n"
            "Online serving answers one request in 10–50 milliseconds."
        ),
        "Which steps does a rollout take?": "1. **Shadow** traffic\n2. **Canary** release\n3. Full traffic",
        "Why are models versioned?": "A version ties a model to its data and code.",
    }


def test_a_blog_page_yields_its_questions_and_says_what_it_left_out() -> None:
    found = questions("blog.txt", BLOG)
    assert list(found) == ["What does a feature store hold?", "Explain point-in-time correctness."]
    assert all(found.values())
    assert str(found["What does a feature store hold?"]).count("•") == 2
    assert "You May Also Read" not in "".join(map(str, found.values()))
    assert [reason for _, reason in drops("blog.txt", BLOG)] == [
        "section without text",
        *["byline"] * 4,
        *["advertising"] * 4,
        *["course schedule"] * 2,
        *["form"] * 3,
        *["shopping cart"] * 2,
    ]


def test_what_is_left_of_a_blog_page_is_content() -> None:
    assert passages("blog.txt", BLOG) == [
        "A feature store serves the same feature values to training and to inference. It keeps their history as well."
    ]


def test_placeholders_are_no_answers_and_glued_words_come_apart() -> None:
    assert questions("open.txt", UNANSWERED_MARKDOWN) == {
        "What is MLOps and how does it differ from software operations?": None,
        "Describe the function of model registries in MLOps.": None,
        "How does MLOps enforce governance and compliance?": None,
    }
    assert drops("open.txt", UNANSWERED_MARKDOWN) == [(7, "placeholder"), (15, "placeholder"), (23, "placeholder")]


def test_numbered_answers_without_questions_are_passages_and_never_asked() -> None:
    assert questions("student.txt", STUDENT_ANSWERS) == {}
    found = passages("student.txt", STUDENT_ANSWERS)
    assert len(found) == 4
    assert found[1].endswith("why it matters to auditors today.")
    assert not any(re.match(r"\W*\d", text) for text in found)


def test_personal_data_is_left_out_and_not_even_repeated_in_the_report() -> None:
    found = extracted("student.txt", STUDENT_ANSWERS)
    assert [(drop.line, drop.reason, drop.text) for drop in found.dropped] == [
        (3, "personal data", "ID: …"),
        (5, "personal data", "Sec: …"),
    ]
    assert "9920" not in repr(found.content)


def test_rows_of_a_comparison_keep_the_names_of_their_columns() -> None:
    rows = passages("shop.txt", SHOP_PAGE)[:3]
    assert rows == [
        "Primary goal. Training: Lowest loss on held-out data, reproducible runs; "
        "Serving: Answers within the latency budget, at any load",
        "Primary users. Training: Data scientists, researchers, DevOps; Serving: ML engineers, platform teams",
        "Typical failures. Training: Leaking labels, silent schema changes; Serving: Timeouts, stale features",
    ]


def test_labelled_features_are_passages_with_their_labels() -> None:
    content = extracted("shop.txt", SHOP_PAGE).content
    labels = [passage.metadata["label"] for passage in content.passages]
    assert labels[3:] == ["Definition — Training", "Batching", "Caching and reuse"]
    assert content.source.title == "Serving & Training Questions and Answers"


def test_the_chrome_of_a_shop_is_dropped_by_name() -> None:
    assert {reason for _, reason in drops("shop.txt", SHOP_PAGE)} == {"price", "shop"}


def test_every_item_knows_its_lines_digest_and_section() -> None:
    for name, text in (("serving.txt", ANSWERED_MARKDOWN), ("blog.txt", BLOG), ("shop.txt", SHOP_PAGE)):
        content = extracted(name, text).content
        lines = text.split("\n")
        assert len(content.source.digest) == 64
        for passage in content.passages:
            place = passage.locator
            stands_on = " ".join(lines[place.start_line - 1 : place.end_line])
            assert passage.text.split()[-1].strip(".*") in stands_on.replace("â€“", "–")
    assert extracted("shop.txt", SHOP_PAGE).content.passages[0].locator.section == "Training and Serving Comparison"
