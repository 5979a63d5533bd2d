"""Which sentences of a passage can be quoted, and what has to be said before them."""

from knowledge.quotable import chain, quotables


def said(text: str, place: int, heading: str = "") -> list[str]:
    units = quotables(text, heading)
    return [units[at].text for at in chain(units, place)]


def places(text: str) -> dict[str, int]:
    return {unit.text: unit.place for unit in quotables(text)}


def test_a_plain_sentence_stands_alone() -> None:
    assert said("A canary takes few users. Blue-green takes all.", 1) == ["Blue-green takes all."]


def test_a_sentence_that_points_back_brings_what_it_points_to() -> None:
    text = "A transformer attends to keys and values. The cache stores these keys and values."
    assert said(text, 1) == ["A transformer attends to keys and values.", "The cache stores these keys and values."]
    text = "A canary takes few users. It limits harm. This is cheap."
    assert said(text, 1) == ["A canary takes few users.", "It limits harm."]
    assert said(text, 2) == [], "one that leans on a leaning sentence is left out"


def test_a_sentence_without_what_it_points_to_is_not_said() -> None:
    assert said("It limits harm. A canary takes few users.", 0) == []
    assert said("Why does it matter? However, it limits harm.", 0) == []


def test_an_item_keeps_the_line_that_leads_into_its_list() -> None:
    text = "Drift comes in two kinds:\n\n- **Data drift**: the inputs change.\n- Concept drift\n\nBoth need labels."
    at = places(text)
    assert said(text, at["Data drift: the inputs change."]) == [
        "Drift comes in two kinds:",
        "Data drift: the inputs change.",
    ]
    assert said(text, at["Concept drift"]) == ["Drift comes in two kinds:", "Concept drift"]
    assert said(text, at["Both need labels."]) == [], "the list stands between it and what it points to"


def test_items_of_one_list_know_each_other() -> None:
    units = quotables("1. Choose a model\n2. Evaluate it offline\n\nA stage has tools of its own.")
    assert [unit.series for unit in units] == [0, 0, None]


def test_questions_headings_and_labels_are_never_quoted() -> None:
    text = "## What is drift?\n\nWhat is drift?\n\nOverview\n\nDrift is a change of the inputs."
    assert [unit.text for unit in quotables(text)] == ["Drift is a change of the inputs."]
    assert quotables("How drift is measured\n\nDrift is measured by tests.", "How drift is measured")[0].text == (
        "Drift is measured by tests."
    )


def test_marks_go_and_addresses_stay() -> None:
    (unit,) = quotables("See **the** [guide](https://a.example/g) or `pip install x` at https://a.example/x?y=1.")
    assert unit.text == "See the guide or pip install x at https://a.example/x?y=1."


def test_a_text_without_full_stops_is_said_line_by_line() -> None:
    lines = [f"Step {number} of the set-up copies one more file into the project folder" for number in range(9)]
    assert [unit.text for unit in quotables("\n".join(lines))] == lines


def test_a_passage_of_nothing_but_code_is_said_by_its_lines() -> None:
    assert [unit.text for unit in quotables("```bash\ndocker compose up\n```")] == ["docker compose up"]
    assert quotables("  ") == ()
