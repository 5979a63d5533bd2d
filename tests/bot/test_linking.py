"""One person under several identities: what a join merges, and who may join."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin_records import Role
from bot.storage.administration import AdminStore
from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.bot.two_platforms import (
    ANA,
    BEN,
    CODE,
    MINUTE,
    NOON,
    answer,
    card,
    join,
    keep,
    kept_under,
    linked,
    question,
    vote,
)


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


async def test_a_repeated_answer_keeps_its_one_row_when_a_join_comes_between(store: Store) -> None:
    waiting = replace(answer("a1", BEN), score=None, points=())
    await keep(store, BEN, attempts=[waiting])
    await linked(store, ANA, BEN)
    await keep(store, BEN, attempts=[answer("a1", BEN)])
    assert await store.attempts(BEN) == (answer("a1", ANA),)
