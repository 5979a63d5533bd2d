"""`coach model`: whether the language model that is set can be used, what it took, and what candidates wrote unseen."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import app
from bot.cli.options import AsJson

if TYPE_CHECKING:
    from bot.models.check import Checked
    from bot.models.usage import Used
    from bot.models.values import Call
    from bot.settings import Settings

model_app = typer.Typer(
    help="The language model, where one is set: can it be used, what did it take, what did candidates write.",
    epilog="Examples:  coach model check   |   coach model usage --days 30   |   coach model shadows",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(model_app, name="model")


@model_app.command(epilog="Example:  COACH_MODEL_URL=http://localhost:8000/v1 coach model check")
def check(as_json: AsJson = False) -> None:
    """Ask the model two tiny questions: does it answer, stream, keep to a form, and how fast."""
    from dataclasses import asdict

    from bot.cli.output import print_json
    from bot.settings import read_settings

    settings = read_settings()
    found = asyncio.run(_checked(settings))
    remarks = _remarks(found, settings)
    if as_json:
        print_json({**asdict(found), "tokens_per_s": found.tokens_per_s, "remarks": remarks})
        return
    from bot.chat.plain_text import without_controls

    about = "about " if found.usage.estimated else ""
    speed = f", {found.tokens_per_s:.0f} tokens a second" if found.tokens_per_s else ""
    print(f"{settings.model_url} answers, with the model {without_controls(found.model)}.")
    print(f"It said:   {without_controls(' '.join(found.said.split()))}")
    print(f"Tokens:    {about}{found.usage.input_tokens} read, {found.usage.output_tokens} written")
    print(f"Speed:     the first words after {found.first_s:.2f} s, all after {found.total_s:.2f} s{speed}")
    print(f"Streaming: {f'yes, {found.pieces} pieces' if found.streams else 'no, the reply came in one piece'}")
    print(f"JSON form: {_FORMS[found.schema]}")
    for remark in remarks:
        print(remark)


@model_app.command(epilog="Examples:  coach model usage   |   coach model usage --days 30 --json")
def usage(
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days, today among them.")] = 7,
    as_json: AsJson = False,
) -> None:
    """Calls, tokens, cost and speed, by day, prompt and model."""
    from bot.cli.output import print_json_line
    from bot.settings import read_settings

    settings = read_settings()
    rows, today = asyncio.run(_used(settings, days))
    if as_json:
        for row in rows:
            print_json_line(_usage_row(row))
        return
    if not rows:
        print(f"No calls to a language model in the last {days} days.")
        return
    from bot.cli.tables import print_table

    print_table(
        "Calls to the language model",
        ["day", "prompt", "model", "calls", "tokens", "cost", "seconds", "dropped"],
        [
            (
                f"{row.day:%m-%d}",
                f"{row.prompt}/{row.version}{'*' if row.role == 'shadow' else ''}",
                row.model.rsplit("/", 1)[-1] or "?",
                f"{row.asked}, {row.failed} failed" if row.failed else row.asked,
                f"{row.input_tokens}+{row.output_tokens}",
                f"{row.cost:.4f}",
                f"{_seconds(row.first_s)}/{_seconds(row.total_s)}",
                "" if row.dropped is None else f"{row.dropped:.0%}",
            )
            for row in rows
        ],
    )
    print("Tokens: read+written. Seconds: to the first words/to the last, medians of calls that were done.")
    if any(row.role == "shadow" for row in rows):
        print("* A candidate in shadow, whose replies nobody saw.")
    if refused := sum(row.refused for row in rows):
        print(f"Not made, for a share or the budget was used up: {refused}.")
    cap = f" of {settings.model_daily_cap:g}" if settings.model_daily_cap else ""
    print(
        f"Spent today ({settings.timezone}): {today:.4f}{cap}. A call that was cut off by a crash counts at its most."
    )


@model_app.command(epilog="Examples:  coach model shadows   |   coach model shadows --limit 200 --json > shadows.jsonl")
def shadows(
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 10, as_json: AsJson = False
) -> None:
    """What candidates wrote unseen, beside what was shown instead; COACH_MODEL_CANDIDATES sets them."""
    from bot.assemble import open_store
    from bot.cli.output import print_json_line
    from bot.settings import read_settings
    from bot.storage.calls import ModelCalls, Shadow

    async def read() -> tuple[Shadow, ...]:
        async with open_store(read_settings()) as store:
            return await ModelCalls(store).shadows(limit)

    found = asyncio.run(read())
    if as_json:
        for one in found:
            print_json_line({"shadow": _call_row(one.shadow), "shown": one.shown and _call_row(one.shown)})
        return
    if not found:
        print(
            "No candidate ran in shadow yet. For example: "
            """COACH_MODEL_CANDIDATES='{"answer": {"version": "v2", "shadow": 0.1}}'"""
        )
    for one in found:
        print(f"{one.shadow.at:%Y-%m-%d %H:%M:%S}  {one.shadow.about or '(forgotten)'}")
        for name, call in (("shown", one.shown), ("shadow", one.shadow)):
            if call is not None:
                _print_call(name, call)


_FORMS = {
    "kept": "yes, as asked for",
    "mended": "not enforced; replies are searched for it and mended",
    "unreadable": "no: this model's replies cannot be read, and what needs a form is made without it",
}


async def _checked(settings: "Settings") -> "Checked":
    from bot.assemble.models import check_models, open_client
    from bot.errors import SettingsError
    from bot.models.check import checked

    if not settings.model_url:
        raise SettingsError("No language model is set: COACH_MODEL_URL=http://localhost:8000/v1")
    check_models(settings)
    # What goes wrong is said in one sentence here, not also in the log.
    logging.getLogger("bot.models").setLevel(logging.CRITICAL)
    client = open_client(settings)
    try:
        return await checked(client)
    finally:
        await client.aclose()


def _remarks(found: "Checked", settings: "Settings") -> list[str]:
    remarks = []
    if settings.model_prices and found.model not in settings.model_prices:
        remarks.append(f"COACH_MODEL_PRICES has no price for {found.model!r}: its calls count as free.")
    if not settings.model_name:
        remarks.append("COACH_MODEL_NAME is empty, so this is the first model that the endpoint lists.")
    if found.total_s > settings.model_patience / 2:
        remarks.append(
            "That is slow: real questions take longer, and after COACH_MODEL_PATIENCE "
            f"({settings.model_patience:g} s) the coach goes on without the model."
        )
    return remarks


async def _used(settings: "Settings", days: int) -> "tuple[tuple[Used, ...], float]":
    """With what was spent today."""
    from zoneinfo import ZoneInfo

    from bot.assemble import open_store
    from bot.models.prices import Budget
    from bot.models.usage import used
    from bot.storage.calls import ModelCalls

    zone = ZoneInfo(settings.timezone)
    today = Budget(settings.model_daily_cap, zone).today(datetime.now(UTC))
    async with open_store(settings) as store:
        calls = ModelCalls(store)
        return used(await calls.since(today - timedelta(days=days - 1)), zone), await calls.spent(today)


def _usage_row(row: "Used") -> dict[str, Any]:
    from dataclasses import asdict

    rest = {name: value for name, value in asdict(row).items() if name != "day"}
    counts = {"asked": row.asked, "failed": row.failed, "refused": row.refused}
    return {"day": row.day.isoformat(), **rest, **counts}


def _call_row(call: "Call") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(call)


def _print_call(name: str, call: "Call") -> None:
    from bot.chat.plain_text import without_controls

    figures = ", ".join(f"{key} {value:.2f}" for key, value in (call.figures or {}).items())
    ended = "" if call.outcome == "done" else f", {call.outcome or 'under way'}"
    print(f"  {name}: {call.template}, {call.total_s:.1f} s{ended}{f', {figures}' if figures else ''}")
    for line in without_controls(call.output).splitlines():
        print(f"      {line}")


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
