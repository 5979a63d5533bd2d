"""Joins, turns and erasures at the same time, in several processes."""

import asyncio

from bot.practice.schedule import reviewed_at
from bot.storage.joining import join_persons
from bot.storage.persons import hold_persons
from bot.storage.recording import record_turn
from bot.storage.store import Store
from tests.bot.two_platforms import ANA, BEN, CODE, NOON, answer, card, join, keep, kept_under


async def test_a_turn_that_starts_while_a_join_runs_is_kept_under_the_new_id(store: Store, elsewhere: Store) -> None:
    async with store.writing() as connection:
        people = await hold_persons(connection, (ANA, BEN))
        await join_persons(connection, ANA, BEN, people, NOON, reviewed_at)
        turn = asyncio.create_task(keep(elsewhere, BEN, attempts=[answer("a1", BEN)], cards=[card(BEN, "k1", NOON)]))
        wish = asyncio.create_task(elsewhere.set_named(BEN, True))
        await asyncio.wait((turn, wish), timeout=0.3)
    await asyncio.gather(turn, wish)
    assert await kept_under(store, BEN) == {}
    assert await kept_under(store, ANA) == {"attempts": 1, "cards": 1, "wishes": 1, "identities": 2}


async def test_a_turn_under_way_when_a_join_starts_is_merged_too(store: Store, elsewhere: Store) -> None:
    await store.offer_code(ANA, CODE, NOON)
    async with store.writing() as connection:
        await record_turn(
            connection,
            learner=BEN,
            at=NOON,
            state=None,
            attempts=[answer("a1", BEN)],
            cards=[card(BEN, "k1", NOON)],
            asked=[],
            rating=None,
            gap=None,
        )
        joining = asyncio.create_task(join(elsewhere, BEN))
        await asyncio.wait((joining,), timeout=0.3)
    assert await joining == "joined"
    assert await kept_under(store, BEN) == {}
    assert await kept_under(store, ANA) == {"attempts": 1, "cards": 1, "identities": 2}


async def test_many_turns_joins_and_an_erasure_at_once_leave_nothing_behind_and_nobody_waiting(
    store: Store, elsewhere: Store
) -> None:
    names = [f"discord:{number}" for number in range(6)]
    await store.offer_code(ANA, CODE, NOON)

    async def practise(where: Store, name: str, number: int) -> None:
        points = [card(name, f"k{(number + step) % 5}", NOON) for step in range(5)]
        await keep(where, name, attempts=[answer(f"a-{name}-{number}", name)], cards=points)

    async def link(where: Store, name: str) -> str:
        code = f"AAAA-{int(name[-1]) + 2222}"
        await where.offer_code(ANA, code, NOON)
        return await join(where, name, code=code, message=name)

    turns = [practise((store, elsewhere)[n % 2], name, n) for n in range(6) for name in (*names, ANA, "eve")]
    joins = [link((store, elsewhere)[n % 2], name) for n, name in enumerate(names)]
    async with asyncio.timeout(60):
        rest = asyncio.gather(store.forget("eve"), *turns)
        heard = await asyncio.gather(*joins)
        await rest
    # Each new code of the person's replaces the one before, so that not all of the joins come through.
    joined = [name for name, said in zip(names, heard, strict=True) if said == "joined"]
    assert set(heard) <= {"joined", "unknown"}
    assert joined
    for name in joined:
        assert await kept_under(store, name) == {}
    assert len(await store.attempts(ANA)) == 6 * (1 + len(joined))
    assert len(await store.cards(ANA)) == 5
    assert set(await store.identities(ANA)) == {ANA, *joined}
