"""`coach prompts render` and `coach prompts try`: one prompt with values in it, and what the model makes of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.cli.prompts import Name, opened, prompts_app

if TYPE_CHECKING:
    from bot.models.client import Completion
    from bot.prompts import Prompt
    from bot.settings import Settings

Version = Annotated[str, typer.Option(help="Which version.  [default: the newest released one]")]
Set = Annotated[
    list[str] | None, typer.Option("--set", help="A variable as key=value; the same key again makes a list.")
]
Input = Annotated[Path | None, typer.Option("--input", help="A JSON object of variables; - is standard input.")]

# The same at each rendering, so that two can be compared.
_SAMPLE_NONCE = "a1b2c3d4"


@prompts_app.command(
    epilog='Examples:  coach prompts render answer --set question="What is a canary?" --input passages.json'
)
def render(
    name: Name, version: Version = "", values: Set = None, input_file: Input = None, as_json: AsJson = False
) -> None:
    """The messages that a model would get, with a sample nonce."""
    from bot.cli.output import print_json

    prompt = opened()[0].get(name, version)
    messages = prompt.render(_variables(values, input_file), _SAMPLE_NONCE)
    if as_json:
        print_json(
            {
                "name": name,
                "version": prompt.version,
                "digest": prompt.digest,
                "parameters": prompt.parameters,
                "schema": prompt.schema,
                "messages": messages,
            }
        )
        return
    for message in messages:
        print(f"--- {message.role}\n{message.content}")


@prompts_app.command(
    name="try",
    epilog='Example:  coach prompts try standalone --set question="And why?" --set before="What is a canary?"',
)
def try_prompt(
    name: Name,
    version: Version = "",
    values: Set = None,
    input_file: Input = None,
    model: Annotated[str, typer.Option(help="Which model of the endpoint.  [default: COACH_MODEL_NAME]")] = "",
    as_json: AsJson = False,
) -> None:
    """Ask the model once: its reply unchecked, tokens, seconds."""
    import asyncio
    import secrets

    from bot.cli.output import print_json
    from bot.errors import SettingsError
    from bot.prompts import canary, unmark

    prompts, settings = opened()
    prompt = prompts.get(name, version)
    nonce = secrets.token_hex(4)
    messages = prompt.render(_variables(values, input_file), nonce)
    if not settings.model_url:
        raise SettingsError(
            "No language model is set, so there is nothing to try this prompt with. "
            "For example: COACH_MODEL_URL=http://localhost:8000/v1"
        )
    done = asyncio.run(_ask(settings, prompt, messages, model))
    leaked = canary(nonce) in done.text
    if as_json:
        print_json(
            {
                "name": name,
                "version": prompt.version,
                "digest": prompt.digest,
                "model": done.model,
                "reply": done.text,
                "data": done.data,
                "unmarked": unmark(done.text),
                "leaked": leaked,
                "finish": done.finish,
                "usage": done.usage,
                "first_s": done.first_s,
                "total_s": done.total_s,
            }
        )
        return
    from bot.chat.plain_text import without_controls

    print(without_controls(done.text))
    first = "" if done.first_s is None else f", the first after {done.first_s:.1f} s"
    about = "about " if done.usage.estimated else ""
    print(
        f"\n{name}/{prompt.version} {prompt.digest[:8]} by {done.model}: {about}{done.usage.input_tokens} tokens read, "
        f"{done.usage.output_tokens} written in {done.total_s:.1f} s{first}."
    )
    if done.finish == "length":
        print(f"It was cut off at {prompt.parameters.max_tokens} tokens.")
    if leaked:
        print("It holds the secret word of the system part: in use the coach would drop it.")


async def _ask(settings: "Settings", prompt: "Prompt", messages: Any, model: str) -> "Completion":
    from bot.errors import ModelUnavailable
    from bot.models.client import ChatClient
    from bot.models.failures import CallFailed

    client = ChatClient(
        settings.model_url, key=settings.model_key, name=settings.model_name, patience=settings.model_patience
    )
    try:
        return await client.complete(messages, prompt.parameters, model, prompt.schema)
    except CallFailed as problem:
        raise ModelUnavailable(f"The model gave no usable reply: {problem.detail}.", problem.reason) from None
    finally:
        await client.aclose()


def _variables(values: list[str] | None, input_file: Path | None) -> dict[str, Any]:
    """Those of the file, and over them those that were set. Raises UnusableInput, or BadParameter for `--set word`."""
    import json
    import sys

    from bot.errors import UnusableInput

    variables: dict[str, Any] = {}
    if input_file is not None:
        try:
            text = sys.stdin.read() if str(input_file) == "-" else input_file.read_text(encoding="utf-8")
            found = json.loads(text)
        except OSError as problem:
            raise UnusableInput(f"{input_file} cannot be read ({problem.strerror}): give a JSON file.") from None
        except ValueError:
            raise UnusableInput(f"{input_file} is no JSON: it must be one object of variables.") from None
        if not isinstance(found, dict):
            raise UnusableInput(f"{input_file} must hold one JSON object of variables.")
        variables = found
    given: dict[str, list[str]] = {}
    for word in values or ():
        key, equals, value = word.partition("=")
        if not equals:
            raise typer.BadParameter(f"{word!r} is no key=value", param_hint="--set")
        given.setdefault(key.strip(), []).append(value)
    return variables | {key: several[0] if len(several) == 1 else several for key, several in given.items()}
