"""Generations that are built without serving: nothing of them is seen before they are published."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.building import WAITING
from knowledge.errors import BuildInProgress, OvertakenGeneration, UnknownGeneration
from knowledge.index import Generations, Waiting
from knowledge.manifest import Manifest
from knowledge.questions import SourceContent
from tests.knowledge.samples import SteppingClock, WordEncoder, make_source

SHADOW = "Shadow deployment copies live traffic to a new model and discards its answers."
CANARY = "Canary release sends a small share of users to the new model."
DRIFT = "Drift is a change of the inputs or of what they mean."


def commit(generations: Generations, content: SourceContent) -> Manifest:
    with generations.build(generations.current()) as building:
        building.replace(content)
        return building.commit()


def hold(generations: Generations, content: SourceContent, origin: str = "") -> Manifest:
    with generations.build(generations.current(), serve=False, origin=origin) as building:
        building.replace(content)
        return building.commit()


def test_a_held_generation_waits_unseen_until_it_is_published(generations: Generations) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY), origin="slack:T1:Ev7")

    assert generations.current_id() == first.id
    assert generations.waiting() == (Waiting(held, "slack:T1:Ev7"),)

    assert generations.publish(held.id) == held
    assert generations.current_id() == held.id
    assert generations.waiting() == ()
    with pytest.raises(UnknownGeneration, match="not waiting"):
        generations.discard(held.id)
    assert generations.rollback() == first
    assert generations.waiting() == ()


def test_the_first_generation_of_all_may_be_held(generations: Generations) -> None:
    held = hold(generations, make_source("a.md", SHADOW))
    assert generations.current() is None
    generations.publish(held.id)
    assert generations.current_id() == held.id


def test_a_discarded_generation_is_gone(generations: Generations) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))

    assert generations.discard(held.id) == held

    assert generations.list() == (first,)
    for act in (generations.publish, generations.discard, generations.rollback):
        with pytest.raises(UnknownGeneration):
            act(held.id)


def test_what_another_ingest_published_meanwhile_is_not_taken_back(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))
    meanwhile = commit(generations, make_source("c.md", DRIFT))

    with pytest.raises(OvertakenGeneration, match=meanwhile.id):
        generations.publish(held.id)
    assert generations.current_id() == meanwhile.id


def test_a_rollback_never_goes_to_what_was_never_published(generations: Generations) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))
    second = commit(generations, make_source("c.md", DRIFT))
    shutil.rmtree(generations.folder / first.id)

    with pytest.raises(UnknownGeneration, match="has never served"):
        generations.rollback(held.id)
    with pytest.raises(UnknownGeneration, match="is the first"):
        generations.rollback()
    assert generations.current_id() == second.id


def test_a_held_generation_may_be_built_on_and_then_stands_for_both(generations: Generations) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))
    with generations.build(generations.open(held.id), serve=False) as building:
        building.replace(make_source("c.md", DRIFT))
        whole = building.commit()
    generations.discard(held.id)

    assert whole.base == first.id
    assert [source.path for source in generations.publish(whole.id).sources] == ["a.md", "b.md", "c.md"]


def test_nothing_serves_that_was_built_on_what_waits(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))
    with pytest.raises(BuildInProgress):
        generations.build(generations.open(held.id))


def test_pruning_leaves_what_waits_for_a_day_and_does_not_count_it(tmp_path: Path, words: WordEncoder) -> None:
    clock = SteppingClock()
    generations = Generations(tmp_path / "generations", words, now=clock, code_version="0.0.1")
    first = commit(generations, make_source("a.md", SHADOW))
    second = commit(generations, make_source("b.md", CANARY))
    held = hold(generations, make_source("c.md", DRIFT))

    assert generations.prune(2) == ()
    clock.at = held.created + timedelta(days=1, minutes=-1)
    assert generations.prune(2) == ()
    assert generations.prune(2) == (held.id,)
    assert {manifest.id for manifest in generations.list()} == {first.id, second.id}


def test_a_process_that_died_between_flip_and_mark_leaves_nothing_to_publish_twice(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    held = hold(generations, make_source("b.md", CANARY))
    generations.publish(held.id)
    (generations.folder / held.id / WAITING).write_text("")

    assert generations.waiting() == ()
    generations.rollback()
    assert generations.waiting() == ()
