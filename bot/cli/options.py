"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output, nothing else.")]
Learner = Annotated[
    str | None, typer.Option(help="Whose practice this is.  [default: COACH_LEARNER, or your user name]")
]
InputFile = Annotated[
    Path | None,
    typer.Option("--input", help="A JSON lines file, one request a line; answers come in the same order."),
]
