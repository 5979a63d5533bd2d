"""`coach prompts`: the versions of every prompt, and what differs between them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.prompts import Prompts
    from bot.settings import Candidate, Settings

prompts_app = typer.Typer(
    help="What the coach says to a language model: versions, differences, trials.",
    epilog="Examples:  coach prompts show answer   |   coach prompts diff answer v1 v2",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(prompts_app, name="prompts")

Name = Annotated[str, typer.Argument(help="Which prompt; `coach prompts list` names them.")]


@prompts_app.command(name="list", epilog="Examples:  coach prompts list   |   coach prompts list --json")
def list_prompts(as_json: AsJson = False) -> None:
    """Every version of every prompt, and which are on trial."""
    from bot.cli.output import print_json_line

    prompts, settings = opened()
    rows = _rows(prompts, settings)
    if as_json:
        for row in rows:
            print_json_line(row)
        return
    if not rows:
        print("There is no prompt yet.")
        return
    from bot.cli.tables import print_table

    print_table(
        "Prompts",
        ["id", "digest", "state", "purpose and last change"],
        [
            (
                f"{row['name']}/{row['version']}",
                row["digest"][:8],
                "\n".join(filter(None, (row["state"], "default" if row["default"] else "", row["trial"]))),
                f"{row['purpose']}\n{row['changelog']}",
            )
            for row in rows
        ],
    )
    for sentence in _lost_candidates(prompts, settings):
        print(sentence)


@prompts_app.command(epilog="Examples:  coach prompts show answer   |   coach prompts show answer v1 --json")
def show(
    name: Name,
    version: Annotated[str, typer.Argument(help="Which version.  [default: the newest released one]")] = "",
    as_json: AsJson = False,
) -> None:
    """One version as it stands in its file, with its full digest."""
    from bot.cli.output import print_json

    prompts, settings = opened()
    prompt = prompts.get(name, version)
    row = next(row for row in _rows(prompts, settings) if (row["name"], row["version"]) == (name, prompt.version))
    if as_json:
        print_json({**row, "frame": prompt.frame_version, "text": prompt.text})
        return
    trial = f", on trial: {row['trial']}" if row["trial"] else ""
    print(f"{name}/{prompt.version}  {prompt.digest}  {row['state']}{trial}\n")
    _print_coloured(prompt.text, "markdown")


@prompts_app.command(epilog="Example:  coach prompts diff answer v1 v2")
def diff(
    name: Name,
    first: Annotated[str, typer.Argument(help="The version to compare with.")],
    second: Annotated[str, typer.Argument(help="The version that is compared.")],
    as_json: AsJson = False,
) -> None:
    """What the second version says otherwise than the first."""
    from difflib import unified_diff

    from bot.cli.output import print_json

    prompts, _ = opened()
    before, after = prompts.get(name, first), prompts.get(name, second)
    lines = list(
        unified_diff(
            before.text.splitlines(), after.text.splitlines(), f"{name}/{first}", f"{name}/{second}", lineterm=""
        )
    )
    if as_json:
        print_json({"name": name, "from": before.digest, "to": after.digest, "same": not lines, "diff": lines})
    elif lines:
        _print_coloured("\n".join(lines), "diff")
    else:
        print(f"{name}/{first} and {name}/{second} say the same.")


def opened() -> "tuple[Prompts, Settings]":
    from bot.prompts import Prompts
    from bot.settings import read_settings

    settings = read_settings()
    return Prompts(settings.prompts_folder), settings


def _rows(prompts: "Prompts", settings: "Settings") -> list[dict[str, Any]]:
    rows = []
    for name in prompts.names():
        default = prompts.default_version(name)
        for version in prompts.versions(name):
            prompt = prompts.get(name, version)
            candidate = settings.model_candidates.get(name)
            on_trial = candidate is not None and (candidate.version or default) == version
            rows.append(
                {
                    "name": name,
                    "version": version,
                    "digest": prompt.digest,
                    "default": version == default,
                    "state": "released" if prompts.is_released(prompt) else "draft" if prompt.packaged else "yours",
                    "trial": _trial(candidate) if candidate is not None and on_trial else "",
                    "purpose": prompt.purpose,
                    "variables": dict(prompt.variables),
                    "parameters": prompt.parameters,
                    "json": prompt.schema is not None,
                    "changelog": prompt.changelog,
                }
            )
    return rows


def _trial(candidate: "Candidate") -> str:
    shares = {"in shadow": candidate.shadow, "shown": candidate.shown}
    said = [f"{share:.0%} {how}" for how, share in shares.items() if share] or ["no share"]
    return ", ".join([*said, *([f"by {candidate.model}"] if candidate.model else [])])


def _lost_candidates(prompts: "Prompts", settings: "Settings") -> list[str]:
    """A trial of what is not there would only be noticed by its absence."""
    return [
        f"COACH_MODEL_CANDIDATES names {name}{'/' if candidate.version else ''}{candidate.version}, which is not there."
        for name, candidate in settings.model_candidates.items()
        if name not in prompts.names() or (candidate.version and candidate.version not in prompts.versions(name))
    ]


def _print_coloured(text: str, language: str) -> None:
    """As it stands where it is piped on; for a person's eyes coloured."""
    import sys

    from bot.chat.plain_text import without_controls

    text = without_controls(text)
    if not sys.stdout.isatty():
        print(text.rstrip("\n"))
        return
    from rich.console import Console
    from rich.syntax import Syntax

    Console().print(Syntax(text, language, background_color="default", word_wrap=True))
