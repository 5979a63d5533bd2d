"""The `coach` command: one verb, one function. Nothing heavy is imported before a verb needs it."""

import sys
from typing import NoReturn

import typer
from typer.core import TyperGroup

_ORDER = ("practice", "ask", "progress", "topics", "search", "questions", "ingest", "sources", "generations")


class VerbsInOrder(TyperGroup):
    """Lists what a newcomer needs first; the others follow by name."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        names = sorted(super().list_commands(ctx))
        return [name for name in _ORDER if name in names] + [name for name in names if name not in _ORDER]


app = typer.Typer(
    name="coach",
    cls=VerbsInOrder,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Practise MLOps and LLMOps interviews: questions, cited feedback, ratings.",
    epilog="Start with `coach practice`. Every verb takes --help, and --json for machines.",
)

# Each module adds its verbs to `app`.
from bot.cli import (  # noqa: E402, F401
    administration,
    asking,
    delivery,
    gaps,
    generations,
    ingesting,
    material,
    measuring,
    measuring_answers,
    model,
    model_trial,
    people,
    practising,
    prompt_trials,
    prompts,
    quality,
    quarantine,
    serving,
)


def main() -> None:
    """Runs one verb. Problems with a known mend are one sentence on standard error and exit status 2."""
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        _stop("Stopped.", 130)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except Exception as problem:
        from bot.errors import CoachError
        from ingest.errors import IngestError
        from knowledge.errors import IndexProblem

        if isinstance(problem, CoachError | IngestError | IndexProblem):
            _stop(str(problem), 2)
        raise


def _stop(sentence: str, status: int) -> NoReturn:
    print(f"coach: {sentence}", file=sys.stderr)
    raise SystemExit(status) from None
