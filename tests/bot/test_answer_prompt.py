"""What a person types in a terminal becomes the message that they meant."""

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.chat.answer_prompt import AnswerPrompt

ENTER = "\r"
PASTE, PASTED = "\x1b[200~", "\x1b[201~"


async def typed(keys: str, *, one_line: bool = False) -> str | None:
    with create_pipe_input() as keyboard:
        prompt = AnswerPrompt(lambda text: text == "hint", keyboard, DummyOutput())
        keyboard.send_text(keys)
        return await prompt.read(one_line=one_line)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (f"versions{ENTER}and owners{ENTER}{ENTER}", "versions\nand owners"),
        (f"hint{ENTER}", "hint"),
        (f"first{ENTER}hint{ENTER}{ENTER}", "first\nhint"),
        (f"{ENTER}{ENTER}late{ENTER}{ENTER}", "late"),
        (f"{PASTE}a list\n\n- of two{PASTED}{ENTER}{ENTER}", "a list\n\n- of two"),
    ],
)
async def test_an_answer_ends_with_an_empty_line_and_a_command_at_once(keys: str, message: str) -> None:
    assert await typed(keys) == message


async def test_a_reason_ends_with_its_line() -> None:
    assert await typed(f"it cites the wrong page{ENTER}", one_line=True) == "it cites the wrong page"


@pytest.mark.parametrize("key", ["\x03", "\x04"])
async def test_leaving_says_nothing(key: str) -> None:
    assert await typed(key) is None
