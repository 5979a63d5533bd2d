"""Pieces of documents that seem to speak to the model: which wait for an admin, and what an admin says of them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from bot.assemble.house import open_store
from bot.assemble.library import Library
from bot.errors import UnknownThing
from bot.records import Decision
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.storage.store import Store
    from ingest.quarantine import Decisions
    from knowledge.index import Generation
    from knowledge.questions import Quarantined


async def decisions_of(store: "Store") -> "Decisions":
    """What has been decided so far, as an ingest is told it."""
    from bot.storage.deciding import DecisionStore
    from ingest.quarantine import Decisions

    made = (await DecisionStore(store).decisions()).values()
    return Decisions(
        released={one.piece_id: one.text for one in made if one.decision == "released"},
        dropped=frozenset(one.piece_id for one in made if one.decision == "dropped"),
    )


async def open_pieces(store: "Store", generation: "Generation | None") -> Sequence["Quarantined"]:
    """What waits for a decision, in the order of the sources."""
    if generation is None:
        return ()
    decided = await decisions_of(store)
    pieces = await asyncio.to_thread(generation.quarantined)
    return [one for one in pieces if one.id not in decided.dropped]


async def decide(
    settings: Settings, library: Library, ids: Sequence[str], decision: Literal["released", "dropped"], by: str
) -> tuple["Quarantined", ...]:
    """Keeps the decision about all of these pieces, or about none. Raises UnknownThing.

    What is released goes in with the next ingest, which the caller may run at once.
    """
    from bot.storage.deciding import DecisionStore
    from ingest.quarantine import as_decided

    generation = library.serving()
    pieces = {one.id: one for one in await asyncio.to_thread(generation.quarantined)}
    missing = [one for one in ids if one not in pieces]
    if missing:
        raise UnknownThing(f"Nothing in quarantine has the id {missing[0]!r}: `coach quarantine` lists what waits.")
    chosen = tuple(pieces[one] for one in dict.fromkeys(ids))
    at = datetime.now(UTC)
    async with open_store(settings) as store:
        await DecisionStore(store).decide(Decision(one.id, decision, as_decided(one), by, at) for one in chosen)
    return chosen
