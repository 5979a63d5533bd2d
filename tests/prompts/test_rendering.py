"""What is rendered is what the file declares, and what it declares is all that can be used."""

import pytest

from bot.errors import PromptProblem
from bot.models.values import Parameters
from bot.prompts import canary
from tests.prompts.conftest import Write

NONCE = "k3f9x2"


def test_a_prompt_has_what_its_file_says(written: Write) -> None:
    prompt = written(
        "Say {{ word }}.",
        variables="{word: trusted}",
        more='parameters: {temperature: 0.2, max_tokens: 9, stop: ["X"], seed: 3}\nschema: {type: object}\n',
    ).get("sample")
    assert (prompt.name, prompt.version, prompt.purpose) == ("sample", "v1", "A sample.")
    assert prompt.variables == {"word": "trusted"}
    assert prompt.parameters == Parameters(temperature=0.2, max_tokens=9, stop=("X",), seed=3)
    assert prompt.schema == {"type": "object"}
    assert prompt.changelog == "First version."
    assert len(prompt.digest) == 64


def test_system_and_user_part_become_two_messages(written: Write) -> None:
    system, user = written("Say {{ word }}.", variables="{word: trusted}").get("sample").render({"word": "hi"}, NONCE)
    assert (system.role, user.role) == ("system", "user")
    assert system.content.startswith("Be brief.")
    assert user.content == "Say hi."


def test_the_canary_stands_in_the_last_line_of_the_system_part_alone(written: Write) -> None:
    prompt = written("Say {{ word }}.", variables="{word: untrusted}").get("sample")
    system, user = prompt.render({"word": "hi"}, NONCE)
    assert canary(NONCE) in system.content.splitlines()[-1]
    assert canary(NONCE) not in user.content
    assert NONCE not in system.content
    other, _ = prompt.render({"word": "hello"}, "a-different".replace("-", ""))
    assert system.content.splitlines()[:-1] == other.content.splitlines()[:-1]
    assert system.content != other.content


def test_marks_are_explained_only_where_there_are_any(written: Write) -> None:
    with_marks, _ = written("{{ word }}", variables="{word: untrusted}").get("sample").render({"word": "a"}, NONCE)
    without, _ = (
        written("{{ word }}", variables="{word: trusted}", name="other/v1").get("other").render({"word": "a"}, NONCE)
    )
    assert "begin with ^" in with_marks.content
    assert "begin with ^" not in without.content


def test_a_trusted_value_is_text_and_never_a_template(written: Write) -> None:
    prompt = written("Say {{ word }}.", variables="{word: trusted}").get("sample")
    _, user = prompt.render({"word": "{{ 7 * 7 }} {% for x in y %} <b>"}, NONCE)
    assert user.content == "Say {{ 7 * 7 }} {% for x in y %} <b>."


def test_an_untrusted_value_is_text_and_never_a_template(written: Write) -> None:
    prompt = written("{{ word }}", variables="{word: untrusted}").get("sample")
    _, user = prompt.render({"word": "{{ 7 * 7 }}"}, NONCE)
    assert user.content == f"<data {NONCE}>\n^ {{{{ 7 * 7 }}}}\n</data {NONCE}>"


def test_a_list_is_numbered_whether_inserted_whole_or_repeated(written: Write) -> None:
    whole = written("{{ texts }}", variables="{texts: untrusted}").get("sample")
    repeated = written(
        "{% for text in texts %}\n{{ text }}\n{% endfor %}", variables="{texts: untrusted}", name="other/v1"
    ).get("other")
    expected = f"<data {NONCE} 1>\n^ a\n</data {NONCE} 1>\n<data {NONCE} 2>\n^ b\n</data {NONCE} 2>"
    for prompt in (whole, repeated):
        assert prompt.render({"texts": ["a", "b"]}, NONCE)[1].content == expected


def test_an_empty_untrusted_value_is_empty_so_that_a_template_can_ask(written: Write) -> None:
    prompt = written(
        "{% if before %}Before: {{ before }}{% else %}Nothing.{% endif %}", variables="{before: untrusted}"
    )
    assert prompt.get("sample").render({"before": "\u200b "}, NONCE)[1].content == "Nothing."


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "'word' is missing"),
        ({"word": "a", "other": "b"}, "'other', which it does not declare"),
        ({"word": 3}, "'word' is to be a string or a list of strings"),
        ({"word": ["a", 3]}, "'word' is to be a string or a list of strings"),
        ({"word": ["a"] * 201}, "'word' has more than 200 items"),
    ],
)
def test_values_that_do_not_fit_are_refused_by_name(written: Write, values: dict[str, object], named: str) -> None:
    prompt = written("{{ word }}", variables="{word: untrusted}").get("sample")
    with pytest.raises(PromptProblem, match=named) as refused:
        prompt.render(values, NONCE)
    assert "sample/v1" in str(refused.value)


def test_a_trusted_value_is_plain(written: Write) -> None:
    prompt = written("{{ word }}", variables="{word: trusted}").get("sample")
    with pytest.raises(PromptProblem, match="'word' is to be a string, a number or a list"):
        prompt.render({"word": {"a": 1}}, NONCE)


def test_a_string_where_a_list_is_repeated_over_is_refused(written: Write) -> None:
    prompt = written("{% for t in word %}{{ t }}{% endfor %}", variables="{word: trusted}").get("sample")
    with pytest.raises(PromptProblem, match="'word' is repeated over: give a list"):
        prompt.render({"word": "abc"}, NONCE)


def test_a_message_beyond_bounds_is_refused(written: Write) -> None:
    prompt = written("{{ word }}", variables="{word: trusted}").get("sample")
    with pytest.raises(PromptProblem, match="more than 400,000 characters"):
        prompt.render({"word": "a" * 400_001}, NONCE)


@pytest.mark.parametrize("nonce", ["", "abc", "ABCDEFG", "a b c d e f", "abcdef>"])
def test_a_nonce_that_cannot_stand_in_a_delimiter_is_refused(written: Write, nonce: str) -> None:
    with pytest.raises(PromptProblem, match="nonce"):
        written("Hello.").get("sample").render({}, nonce)
