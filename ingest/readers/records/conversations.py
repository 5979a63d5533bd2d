"""Conversations as language models are trained on: what a user says is asked, what comes next answers it."""

from collections.abc import Mapping
from typing import Any

from ingest.readers.records.answer_values import answer_text
from ingest.readers.records.values import Text, first_line

_ASKS = frozenset(("user", "human", "prompter", "customer", "interviewer", "student", "instruction"))
_ANSWERS = frozenset(("assistant", "gpt", "bot", "model", "ai", "chatgpt", "agent", "expert", "output", "bard"))
_ROLE = ("role", "from", "speaker", "author")
_SAYS = ("content", "value", "text", "message", "parts")


def conversation(turns: list[Any]) -> list[dict[str, Any]] | None:
    """Each question with the answer right after it; None where this is no conversation. A system's words are left."""
    if len(turns) < 2 or not all(isinstance(turn, dict) for turn in turns):
        return None
    said = [(_role(turn), _says(turn)) for turn in turns]
    roles = {role for role, _ in said}
    if not (roles & _ASKS and roles & _ANSWERS) or "" in roles:
        return None
    found: list[dict[str, Any]] = []
    open_question: Any = None
    for role, text in said:
        if role in _ASKS:
            open_question = text
        elif role in _ANSWERS and open_question:
            found.append({"question": open_question, "answer": text})
            open_question = None
    return found


def _role(turn: Mapping[str, Any]) -> str:
    return next((str(turn[name]).strip().lower() for name in _ROLE if isinstance(turn.get(name), str)), "")


def _says(turn: Mapping[str, Any]) -> str:
    held = next((turn[name] for name in _SAYS if turn.get(name)), "")
    return held if isinstance(held, str) else Text(answer_text(held).text, first_line(held) or 1)
