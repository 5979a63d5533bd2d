"""What was asked of language models: kept before a call and completed after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, case, func, select, update

from bot.models.values import Call, Usage
from bot.storage.forgetting import FORGOTTEN
from bot.storage.model_tables import model_calls
from bot.storage.persons import person, persons
from bot.storage.store import Store
from bot.storage.writes import insert_for


@dataclass(frozen=True, slots=True)
class Shadow:
    """A candidate's reply that nobody saw, and the call whose reply was shown instead."""

    shadow: Call
    shown: Call | None


class ModelCalls:
    """The log of calls (`bot.models.values.CallLog`). Every method raises StorageError where the database cannot be
    read or written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def begin(self, call: Call) -> None:
        """Under the person's id, as everything of a learner."""
        async with self._store.writing() as connection:
            whose = (await persons(connection, (call.learner,)))[call.learner]
            await connection.execute(insert_for(connection, model_calls).values(_row(call) | {"learner": whose}))

    async def end(self, call: Call) -> None:
        """Who was forgotten meanwhile stays so: then no word of the reply is kept. Figures noted before stay."""
        row = _row(call)
        named = model_calls.c.learner != FORGOTTEN
        ended = {name: row[name] for name in _ENDED} | {"output": case((named, call.output), else_="")}
        if call.figures is not None:
            ended["figures"] = row["figures"]
        async with self._store.writing() as connection:
            await connection.execute(update(model_calls).where(model_calls.c.id == call.id).values(ended))

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        """Adds to the figures that a call has; an unknown one is passed over."""
        this = model_calls.c.id == call_id
        async with self._store.writing() as connection:
            found = (await connection.execute(select(model_calls.c.figures).where(this).with_for_update())).first()
            if found is not None:
                both = {**(found.figures or {}), **figures}
                await connection.execute(update(model_calls).where(this).values(figures=both))

    async def person(self, learner: str) -> str:
        """The id under which everything of this identity is kept."""
        async with self._store.reading() as connection:
            return str((await connection.execute(select(person(learner)))).scalar_one())

    async def spent(self, since: datetime) -> float:
        """In the currency of the price table; a call under way, or that a crash cut off, counts with its most."""
        wanted = select(func.coalesce(func.sum(model_calls.c.cost), 0.0)).where(model_calls.c.at >= since)
        async with self._store.reading() as connection:
            return float((await connection.execute(wanted)).scalar_one())

    async def since(self, since: datetime) -> tuple[Call, ...]:
        """All calls that began since then, oldest first, without what was written."""
        columns = [column for column in model_calls.columns if column is not model_calls.c.output]
        wanted = select(*columns).where(model_calls.c.at >= since).order_by(model_calls.c.at, model_calls.c.id)
        async with self._store.reading() as connection:
            return tuple(_call(row) for row in (await connection.execute(wanted)).mappings())

    async def shadows(self, limit: int = 20) -> tuple[Shadow, ...]:
        """The newest first."""
        table = model_calls
        wanted = select(table).where(table.c.role == "shadow").order_by(table.c.at.desc(), table.c.id).limit(limit)
        async with self._store.reading() as connection:
            found = [_call(row) for row in (await connection.execute(wanted)).mappings()]
            beside = select(table).where(table.c.id.in_([one.beside for one in found]))
            shown = {row["id"]: _call(row) for row in (await connection.execute(beside)).mappings()}
        return tuple(Shadow(one, shown.get(one.beside)) for one in found)


# What is known of a call only when it has ended.
_ENDED = ("model", "parameters", "input_tokens", "output_tokens", "estimated", "cost", "first_s", "total_s", "outcome")
_PLAIN = ("id", "about", "learner", "prompt", "version", "digest", "model", "parameters", "cost", "first_s")
_MORE = ("total_s", "at", "outcome", "role", "figures", "beside")


def _row(call: Call) -> dict[str, Any]:
    """Built by hand: parameters and figures may be any mapping, and columns of JSON take dicts alone."""
    row = {name: getattr(call, name) for name in (*_PLAIN, *_MORE, "output")}
    row["parameters"] = dict(call.parameters)
    row["figures"] = None if call.figures is None else dict(call.figures)
    usage = call.usage
    tokens = {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens, "estimated": usage.estimated}
    return row | tokens


def _call(row: RowMapping) -> Call:
    usage = Usage(row["input_tokens"], row["output_tokens"], row["estimated"])
    rest = {name: row[name] for name in (*_PLAIN, *_MORE)}
    return Call(**rest, usage=usage, output=row.get("output", ""))
