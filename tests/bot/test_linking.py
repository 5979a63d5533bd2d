"""One person under several identities: what a join merges, who may join, and what happens at the same time."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.practice.schedule import review, reviewed_at
from bot.records import Asked, Attempt, AttemptPoint, Card, Rating
from bot.storage.joining import join_persons
from bot.storage.persons import hold_persons
from bot.storage.recording import record_turn
from bot.storage.store import Store
from bot.storage.tables import metadata

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANA, BEN = "slack:T1:ANA", "discord:BEN"
CODE = "ABCD-2345"


def answer(name: str, learner: str, at: datetime = NOON) -> Attempt:
    point = AttemptPoint("k1", "covered", 1.0, "the cache")
    return Attempt(name, learner, "c", "q1", "serving", "g1", "The cache.", at, score=0.5, points=(point,))


def card(learner: str, point: str, reviewed: datetime) -> Card:
    state, due = review(None, 3, reviewed)  # type: ignore[arg-type]
    return Card(learner, point, "q1", "serving", due, state)


def question(name: str, learner: str) -> Asked:
    return Asked(name, learner, "c", "What is drift?", "A change.", False, 0.9, "g1", (), NOON)


def vote(name: str, learner: str, way: int, at: datetime = NOON) -> Rating:
    return Rating(name, learner, "grade", "shared", way, at)  # type: ignore[arg-type]


async def keep(store: Store, learner: str, at: datetime = NOON, **turn: object) -> None:
    await store.record(learner=learner, at=at, **turn)  # type: ignore[arg-type]


async def join(store: Store, learner: str, *, code: str = CODE, at: datetime = NOON, message: str = "m1") -> str:
    return await store.join(learner, code, at, message, reviewed_at)


async def linked(store: Store, owner: str, other: str, code: str = CODE) -> None:
    assert await store.offer_code(owner, code, NOON)
    assert await join(store, other, code=code, message=f"message of {code}") == "joined"


async def kept_under(store: Store, learner: str) -> dict[str, int]:
    """How many rows each table has under exactly this id, besides conversations, which stay with who spoke."""
    found = {}
    async with store.reading() as connection:
        for table in metadata.sorted_tables:
            if "learner" in table.columns and table.name not in ("sessions", "inbox", "outbox", "link_codes"):
                rows = await connection.execute(select(table).where(table.c.learner == learner))
                found[table.name] = len(rows.all())
    return {name: count for name, count in found.items() if count}


@pytest.fixture
async def elsewhere(database_url: str, store: Store) -> AsyncIterator[Store]:
    """A second process on the same database."""
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


async def test_what_both_did_is_one_history_under_either_name(store: Store) -> None:
    for learner, way, later in ((ANA, 1, 0), (BEN, -1, 1)):
        name = learner[-3:]
        await keep(
            store,
            learner,
            conversation=f"c-{name}",
            session=f'{{"of": "{name}"}}',
            attempts=[answer(f"a-{name}", learner, NOON + later * MINUTE)],
            asked=[question(f"s-{name}", learner)],
            rating=vote(f"r-{name}", learner, way, NOON + later * MINUTE),
            cards=[card(learner, f"k-{name}", NOON)],
        )
    await linked(store, ANA, BEN)
    for learner in (ANA, BEN):
        assert [(one.id, one.learner) for one in await store.attempts(learner)] == [("a-ANA", ANA), ("a-BEN", ANA)]
        assert {one.id for one in await store.asked(learner)} == {"s-ANA", "s-BEN"}
        assert {one.key_point_id for one in await store.cards(learner)} == {"k-ANA", "k-BEN"}
        assert len(await store.due(learner, NOON + timedelta(days=90))) == 2
        # One person has one vote on a thing: the later.
        assert [one.id for one in await store.ratings(learner)] == ["r-BEN"]
        assert await store.current_vote(learner, "grade", "shared") == -1
        assert set(await store.sessions_of(learner)) == {'{"of": "ANA"}', '{"of": "BEN"}'}
        assert set(await store.identities(learner)) == {ANA, BEN}
    assert await store.identities("eve") == ("eve",)


async def test_what_is_recorded_after_a_join_goes_to_the_person_and_is_repeated_once(store: Store) -> None:
    await linked(store, ANA, BEN)
    for _ in range(2):
        await keep(
            store,
            BEN,
            attempts=[answer("a1", BEN)],
            asked=[question("s1", BEN)],
            rating=vote("r1", BEN, 1),
            cards=[card(BEN, "k1", NOON)],
        )
    assert await kept_under(store, BEN) == {}
    assert await kept_under(store, ANA) == {"attempts": 1, "asked": 1, "ratings": 1, "cards": 1, "identities": 2}


@pytest.mark.parametrize(("ours", "theirs", "stays"), [(0, 1, 1), (1, 0, 1), (1, 1, 1)])
async def test_of_two_cards_for_a_point_the_one_reviewed_last_stays(
    store: Store, ours: int, theirs: int, stays: int
) -> None:
    days = [NOON, NOON + timedelta(days=1)]
    await keep(store, ANA, cards=[card(ANA, "k1", days[ours]), card(ANA, "k2", NOON)])
    await keep(store, BEN, cards=[card(BEN, "k1", days[theirs]), card(BEN, "k3", NOON)])
    await linked(store, ANA, BEN)
    cards = {one.key_point_id: one for one in await store.cards(BEN)}
    assert cards == {"k1": card(ANA, "k1", days[stays]), "k2": card(ANA, "k2", NOON), "k3": card(ANA, "k3", NOON)}


@pytest.mark.parametrize(
    ("ours", "theirs", "named"),
    [(True, True, True), (True, False, False), (False, True, False), (True, None, False), (None, None, False)],
)
async def test_nobody_is_named_who_did_not_agree_as_both(
    store: Store, ours: bool | None, theirs: bool | None, named: bool
) -> None:
    for learner, wish in ((ANA, ours), (BEN, theirs)):
        if wish is not None:
            await store.set_named(learner, wish)
    await linked(store, ANA, BEN)
    assert await store.named(["eve", BEN, ANA]) == ((BEN, ANA) if named else ())
    await store.set_named(BEN, True)
    assert await store.named([ANA, BEN]) == (ANA, BEN)


async def test_two_who_have_several_identities_already_become_one(store: Store) -> None:
    names = ["slack:T1:A", "discord:A", "slack:T2:B", "ben"]
    await linked(store, names[0], names[1], "AAAA-2222")
    await linked(store, names[2], names[3], "BBBB-2222")
    for number, name in enumerate(names):
        await keep(store, name, attempts=[answer(f"a{number}", name, NOON + number * MINUTE)])
    # A code counts for the person who asked for it, whoever they became since.
    assert await store.offer_code(names[3], "CCCC-2222", NOON)
    assert await join(store, names[1], code="CCCC-2222") == "joined"
    for name in names:
        assert [one.id for one in await store.attempts(name)] == ["a0", "a1", "a2", "a3"]
        assert list(await store.identities(name)) == sorted(names)
        assert await kept_under(store, name) == ({"attempts": 4, "identities": 4} if name == names[2] else {})


async def test_roles_stay_with_the_identity_that_has_them(store: Store) -> None:
    from bot.admin_records import Role
    from bot.storage.administration import AdminStore

    admins = AdminStore(store)
    await admins.give_role(Role(BEN, "admin", "eve", NOON))
    await linked(store, ANA, BEN)
    assert await admins.has_role(BEN, "admin")
    assert not await admins.has_role(ANA, "admin")


async def test_a_code_joins_once_within_ten_minutes_and_never_with_oneself(store: Store) -> None:
    await store.offer_code(ANA, CODE, NOON)
    assert await join(store, BEN, code="ABCD-2346", message="m0") == "unknown"
    assert await join(store, ANA, message="m1") == "own"
    assert await join(store, BEN, at=NOON + 10 * MINUTE, message="m2") == "expired"
    assert await join(store, BEN, at=NOON + 9 * MINUTE, message="m3") == "joined"
    assert await join(store, "eve", message="m4") == "used"
    assert await join(store, BEN, message="m5") == "own"
    assert set(await store.identities(ANA)) == {ANA, BEN}


async def test_the_message_that_joined_is_answered_the_same_when_it_comes_again(store: Store) -> None:
    await store.offer_code(ANA, CODE, NOON)
    heard = [await join(store, BEN, at=NOON + late * MINUTE) for late in (0, 5, 60)]
    assert heard == ["joined"] * 3


async def test_a_newer_code_replaces_the_older_ones_of_the_person(store: Store) -> None:
    await linked(store, ANA, BEN)
    await store.offer_code(ANA, "BBBB-2222", NOON)
    await store.offer_code(BEN, "CCCC-2222", NOON)
    assert await join(store, "eve", code="BBBB-2222", message="m1") == "unknown"
    assert await join(store, "eve", code="CCCC-2222", message="m2") == "joined"
    # What was used stays known as used.
    assert await join(store, "mallory", message="m3") == "used"


async def test_a_code_that_exists_is_not_given_to_another(store: Store) -> None:
    assert await store.offer_code(ANA, CODE, NOON)
    assert not await store.offer_code(BEN, CODE, NOON)
    assert await join(store, BEN) == "joined"


async def test_only_the_hash_of_a_code_is_stored(store: Store) -> None:
    await store.offer_code(ANA, CODE, NOON)
    async with store.reading() as connection:
        rows = [tuple(row) for row in await connection.execute(select(metadata.tables["link_codes"]))]
    assert len(rows) == 1
    assert CODE not in repr(rows)


async def test_after_five_wrong_codes_in_an_hour_no_code_of_this_identity_counts(
    store: Store, elsewhere: Store
) -> None:
    for number in range(5):
        at, message = NOON + number * MINUTE, f"wrong{number}"
        # The same message, repeated, is one guess.
        assert await join(store, BEN, code="XXXX-2222", at=at, message=message) == "unknown"
        assert await join(store, BEN, code="XXXX-2222", at=at, message=message) == "unknown"
    later = NOON + 59 * MINUTE
    await store.offer_code(ANA, CODE, later)
    assert await join(elsewhere, BEN, at=later, message="right") == "too many"
    assert await join(elsewhere, "eve", code="XXXX-2222", at=later, message="eve's") == "unknown"
    assert await join(elsewhere, BEN, at=NOON + 60 * MINUTE, message="right again") == "joined"


async def test_forgetting_erases_every_identity_by_any_of_them_and_unlinks_them(store: Store) -> None:
    for learner in (ANA, BEN, "eve"):
        group = f'{{"seats": ["{learner}", "zoe"]}}'
        await keep(
            store, learner, conversation=f"c-{learner}", session="{}", attempts=[answer(f"a-{learner}", learner)]
        )
        await store.record(learner="", at=NOON, conversation=f"thread-{learner}", session=group)
    await linked(store, ANA, BEN)
    await store.offer_code(BEN, "DDDD-2222", NOON)
    await join(store, BEN, code="XXXX-2222", message="wrong")
    erased = await store.forget(BEN)
    assert {name: rows for name, rows in erased.items() if rows} == {
        "attempts": 2,
        "attempt_points": 2,
        "sessions": 4,
        "identities": 2,
        "link_codes": 2,
        "link_guesses": 1,
    }
    for learner in (ANA, BEN):
        assert await store.identities(learner) == (learner,)
        assert await store.attempts(learner) == ()
        assert await store.load_session(f"c-{learner}") is await store.load_session(f"thread-{learner}") is None
    assert len(await store.attempts("eve")) == 1
    assert await store.load_session("thread-eve")


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


async def test_a_repeated_answer_keeps_its_one_row_when_a_join_comes_between(store: Store) -> None:
    waiting = replace(answer("a1", BEN), score=None, points=())
    await keep(store, BEN, attempts=[waiting])
    await linked(store, ANA, BEN)
    await keep(store, BEN, attempts=[answer("a1", BEN)])
    assert await store.attempts(BEN) == (answer("a1", ANA),)
