"""The YAML between two `---` lines at the top of a file."""

import re
from datetime import date

import yaml

_FRONT = re.compile(r"---[ \t]*\n(?P<yaml>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ASKS = ("question", "prompt", "q")


def split_front_matter(text: str) -> tuple[dict[str, str], str, str, int]:
    """The scalar fields, the question if one of them asks, the rest of the text, and the number of its first line.

    What only looks like front matter is left in the text.
    """
    front = _FRONT.match(text)
    if front is None:
        return {}, "", text, 1
    try:
        loaded = yaml.safe_load(front["yaml"])
    except yaml.YAMLError:
        return {}, "", text, 1
    if not isinstance(loaded, dict):
        return {}, "", text, 1
    fields = {str(name).lower(): said for name, value in loaded.items() if (said := _said(value)) is not None}
    question = next((fields.pop(name) for name in _ASKS if fields.get(name)), "")
    return fields, question, text[front.end() :], text[: front.end()].count("\n") + 1


def _said(value: object) -> str | None:
    """A scalar, or a list of scalars with commas between; None for anything else."""
    if isinstance(value, list):
        said = [_said(one) for one in value]
        return ", ".join(filter(None, said)) if said and all(one is not None for one in said) else None
    is_scalar = isinstance(value, str | int | float | date) and not isinstance(value, bool)
    return " ".join(str(value).split()) if is_scalar else None
