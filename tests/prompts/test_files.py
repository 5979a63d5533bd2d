"""A file that is not of the form is refused when it is read, with its name, its version and the fault."""

import pytest

from bot.errors import PromptProblem
from tests.prompts.conftest import Write


@pytest.mark.parametrize(
    ("user", "variables", "fault"),
    [
        ("{{ word }}", "{}", "uses the variable 'word', which it does not declare"),
        ("Hello.", "{word: trusted}", "declares the variable 'word' and does not use it"),
        ("{{ word }}", "{word: perhaps}", "variables.word"),
        ("{{ word", "{word: trusted}", "under `# user`, line 1 of a part is no template"),
    ],
)
def test_variables_are_exactly_those_used(written: Write, user: str, variables: str, fault: str) -> None:
    with pytest.raises(PromptProblem, match=fault) as refused:
        written(user, variables=variables).get("sample")
    assert "sample/v1" in str(refused.value)


@pytest.mark.parametrize(
    "template",
    [
        "{{ word.__class__.__mro__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ word['__class__'] }}",
        "{{ word|attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ word.format(word) }}",
        "{{ word|map('upper')|list }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ word|center(1000000000) }}",
        "{% for i in range(1000000000) %}a{% endfor %}",
        "{% for i in word %}{% for j in word %}{% for k in word %}a{% endfor %}{% endfor %}{% endfor %}",
        "{% for i in word recursive %}{{ loop(word) }}{% endfor %}",
        "{% for i in word if i %}{{ i }}{% endfor %}",
        "{% include 'answer/v1.md' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% set a = word %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% filter upper %}{{ word }}{% endfilter %}",
        "{% call word() %}{% endcall %}",
    ],
)
def test_a_template_can_neither_leave_the_sandbox_nor_run_long(written: Write, template: str) -> None:
    with pytest.raises(PromptProblem, match=r"sample/v1 cannot be used: under `# user`"):
        written(f"{template} {{{{ word }}}}", variables="{word: trusted}").get("sample")


def test_untrusted_text_cannot_stand_in_the_system_part(written: Write) -> None:
    with pytest.raises(PromptProblem, match="'word' is untrusted and cannot stand under `# system`"):
        written("Hello.", system="{{ word }}", variables="{word: untrusted}").get("sample")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("parameters: {temperature: 9}\n", "parameters.temperature"),
        ("parameters: {max_tokens: 0}\n", "parameters.max_tokens"),
        ("parameters: {top_k: 3}\n", "parameters.top_k"),
        ("model: large\n", "model: extra inputs"),
        ("schema: {type: objekt}\n", "no JSON schema"),
        ("frame: v99\n", "no frame 'v99'"),
        ("frame: ../answer/v1\n", "no frame"),
        ("variables: [\n", "no YAML"),
    ],
)
def test_front_matter_is_read_strictly(written: Write, more: str, fault: str) -> None:
    with pytest.raises(PromptProblem, match=fault):
        written("Hello.", more=more).get("sample")


@pytest.mark.parametrize("user", ["Hello.\n# user\nAgain.", "Hello.\n# system\nAgain."])
def test_a_part_stands_once_and_in_order(written: Write, user: str) -> None:
    with pytest.raises(PromptProblem, match="a line `# system` and a line `# user`, once and in this order"):
        written(user).get("sample")


def test_a_file_beyond_bounds_is_refused(written: Write) -> None:
    with pytest.raises(PromptProblem, match="more than 64 KiB"):
        written("a" * 70_000).get("sample")
