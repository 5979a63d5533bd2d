"""Reference answers that came without key points, taken apart."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.key_points import MOST_POINTS, extract_key_points
from knowledge.markup import blank_marks

LISTED = """**Answer** depends on the load:

- **Batching**: groups requests so that the processor is busy
- **Caching** of frequent results
- Smaller models

Each of them trades latency against cost."""


def texts(question: str, answer: str) -> list[str]:
    return [point.text for point in extract_key_points(question, answer)]


def test_each_sentence_with_something_to_say_is_a_key_point() -> None:
    assert texts(
        "What is a canary release?",
        "A canary release sends a small share of traffic to the new model. The share grows while metrics stay healthy.",
    ) == [
        "A canary release sends a small share of traffic to the new model.",
        "The share grows while metrics stay healthy.",
    ]


def test_list_items_are_key_points_and_the_sentence_that_leads_in_is_none() -> None:
    assert texts("How is serving made cheaper?", LISTED) == [
        "Batching: groups requests so that the processor is busy",
        "Caching of frequent results",
        "Smaller models",
        "Each of them trades latency against cost.",
    ]


def test_spans_point_into_the_answer_as_it_was_given() -> None:
    first, second, *_ = extract_key_points("How is serving made cheaper?", LISTED)
    assert LISTED[first.spans[0].start : first.spans[0].end].startswith("Batching**: groups")
    assert LISTED[second.spans[0].start : second.spans[0].end] == "Caching** of frequent results"


def test_both_sides_of_a_contrast_are_claims_of_their_own() -> None:
    assert texts(
        "How do logs and metrics differ?",
        "Logs record single events with their details, whereas metrics aggregate numbers over a time window.",
    ) == ["Logs record single events with their details", "Metrics aggregate numbers over a time window."]


def test_an_example_is_evidence_for_the_claim_before_it() -> None:
    (point,) = extract_key_points(
        "What is drift?", "Drift is a change of input data after training. For example, prices rise every year."
    )
    assert point.text == "Drift is a change of input data after training."
    assert len(point.spans) == 2


def test_bare_names_in_a_list_are_one_claim() -> None:
    assert texts("Name tools for orchestration.", "- Airflow\n- Dagster\n- Prefect") == ["Airflow; Dagster; Prefect"]


def test_a_sentence_that_only_repeats_the_question_is_left_out() -> None:
    assert texts(
        "What is the difference between precision and recall?",
        "There is a difference between precision and recall. Precision is the correct share of the items returned.",
    ) == ["Precision is the correct share of the items returned."]


def test_code_headings_and_links_are_no_claims() -> None:
    answer = "### Steps\n\nPin every dependency in a lock file.\n\n```sh\npip freeze > lock.txt\n```\n\n![plot](x.png)"
    assert texts("How are builds repeated?", answer) == ["Pin every dependency in a lock file."]


def test_terms_come_from_the_claim_and_not_from_the_question() -> None:
    (point,) = extract_key_points("What is a feature store?", "A feature store serves point-in-time correct values.")
    assert "point-in-time" in point.terms
    assert not {"feature", "store"} & set(point.terms)


def test_the_same_answer_always_gets_the_same_ids() -> None:
    assert extract_key_points("Why?", LISTED, "q-1") == extract_key_points("Why?", LISTED, "q-1")
    assert all(point.id.startswith("q-1.") for point in extract_key_points("Why?", LISTED, "q-1"))


def test_a_long_answer_keeps_its_most_telling_claims() -> None:
    answer = " ".join(f"Component number{i} handles task{i} with tool{i}." for i in range(30))
    assert len(extract_key_points("What are the parts?", answer)) == MOST_POINTS


@given(st.text(max_size=400))
def test_any_text_gives_claims_within_its_bounds(answer: str) -> None:
    assert len(blank_marks(answer)) == len(answer)
    for point in extract_key_points("What is it?", answer):
        assert point.text
        assert point.spans
        assert all(0 <= span.start < span.end <= len(answer) for span in point.spans)
