"""Tables for people, drawn by rich."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.chat.plain_text import without_controls
from bot.chat.progress_text import progress_text
from bot.practice.progress import Progress


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title, title_justify="left", title_style="bold", header_style="bold", box=SIMPLE, pad_edge=False
    )
    body = [["" if cell is None else cell for cell in row] for row in rows]
    for number, column in enumerate(columns):
        numeric = bool(body) and all(isinstance(row[number], int | float) for row in body)
        # Ids are copied from the first column, so they stay in one piece.
        table.add_column(
            column, justify="right" if numeric else "left", overflow="fold", no_wrap=number == 0 and column == "id"
        )
    for row in body:
        # Text, not markup: what a document says is shown as it stands.
        table.add_row(*(Text(without_controls(_shown(cell))) for cell in row))
    Console().print(table)


def print_progress(progress: Progress) -> None:
    print(progress_text(progress))


def _shown(cell: Any) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
