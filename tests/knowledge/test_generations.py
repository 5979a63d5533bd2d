import shutil
from dataclasses import replace

import pytest

from knowledge.errors import (
    BrokenGeneration,
    BuildInProgress,
    ClashingIds,
    EncoderMismatch,
    UnknownGeneration,
)
from knowledge.index import Generations
from knowledge.manifest import Counts, Manifest
from knowledge.questions import Outline, SourceContent
from tests.knowledge.samples import SteppingClock, WordEncoder, make_source

SHADOW = "Shadow deployment copies live traffic to a new model and discards its answers."
CANARY = "Canary release sends a small share of users to the new model."
DRIFT = "Drift is a change of the inputs or of what they mean."


def commit(generations: Generations, *contents: SourceContent, note: str = "") -> Manifest:
    with generations.build(generations.current()) as building:
        for content in contents:
            building.replace(content)
        return building.commit(note)


def test_before_the_first_commit_there_is_no_generation(generations: Generations) -> None:
    assert generations.current() is None
    assert generations.current_id() is None
    assert generations.list() == ()


def test_a_commit_becomes_the_current_generation_with_its_lineage(generations: Generations) -> None:
    content = make_source("a.md", SHADOW, CANARY)

    made = commit(generations, content, note="first")

    current = generations.current()
    assert current is not None
    assert current.manifest == made
    assert made.sources == (content.source,)
    assert made.counts == Counts(questions=2, answered=2, passages=2)
    assert (made.base, made.encoder, made.dimensions, made.embedded) == (None, "words", 64, 2)
    assert (made.code_version, made.note) == ("0.0.1", "first")
    assert made.created.tzinfo is not None


def test_an_outline_tells_of_each_question_what_choosing_needs(generations: Generations) -> None:
    commit(
        generations, make_source("a.md", SHADOW, CANARY, topic="release"), make_source("b.md", DRIFT, level="senior")
    )
    current = generations.current()
    assert current is not None

    for wish in ({}, {"topic": "release"}, {"level": "senior"}, {"gradable": False}, {"topic": "none"}):
        told = [
            Outline(question.id, question.topic, question.level, question.gradable, question.point_ids)
            for question in current.questions(**wish)
        ]
        assert list(current.outlines(**wish)) == told


def test_what_went_in_comes_out(generations: Generations) -> None:
    content = make_source("a.md", SHADOW, CANARY, topic="release", course="mlops")
    other = make_source("b.md", DRIFT, topic="monitoring", level="senior")
    commit(generations, content, other)

    current = generations.current()

    assert current is not None
    assert current.content("a.md") == content
    assert current.content("c.md") is None
    assert current.topics() == ("monitoring", "release")
    assert current.questions() == (*content.questions, *other.questions)
    assert current.questions(topic="release", level="mid", gradable=True) == content.questions
    assert current.questions(gradable=False) == ()
    assert current.question(content.questions[0].id) == content.questions[0]
    assert current.question("q-none") is None
    assert current.passage(content.passages[1].id) == content.passages[1]
    assert current.passages(content.questions[0].id) == content.passages[:1]


def test_unchanged_content_makes_no_generation_and_embeds_nothing(generations: Generations, words: WordEncoder) -> None:
    first = commit(generations, make_source("a.md", SHADOW, CANARY))
    words.seen.clear()

    again = commit(generations, make_source("a.md", SHADOW, CANARY))

    assert again == first
    assert words.seen == []
    assert generations.list() == (first,)


def test_one_changed_text_embeds_one(generations: Generations, words: WordEncoder) -> None:
    commit(generations, make_source("a.md", SHADOW, CANARY), make_source("b.md", "Batching raises throughput."))
    words.seen.clear()

    made = commit(generations, make_source("a.md", SHADOW, DRIFT))

    assert made.embedded == len(words.seen) == 1
    assert made.counts.passages == 3
    current = generations.current()
    assert current is not None
    assert [hit.passage.text for hit in current.search("drift of inputs", 1)] == [DRIFT]
    assert CANARY not in [hit.passage.text for hit in current.search("canary release")]


def test_text_that_only_moved_keeps_its_vector_and_gets_its_new_lines(
    generations: Generations, words: WordEncoder
) -> None:
    commit(generations, make_source("a.md", SHADOW, CANARY))
    words.seen.clear()

    commit(generations, make_source("a.md", SHADOW, CANARY, first_line=11))

    assert words.seen == []
    current = generations.current()
    assert current is not None
    assert current.search("shadow traffic", 1)[0].passage.locator.start_line == 11


def test_text_that_moved_to_another_source_keeps_its_vector(generations: Generations, words: WordEncoder) -> None:
    commit(generations, make_source("a.md", SHADOW))
    words.seen.clear()

    with generations.build(generations.current()) as building:
        building.remove("a.md")
        building.replace(make_source("b.md", SHADOW))
        building.commit()

    assert words.seen == []
    current = generations.current()
    assert current is not None
    assert [hit.passage.locator.path for hit in current.search("shadow")] == ["b.md"]


def test_equal_texts_are_embedded_once(generations: Generations, words: WordEncoder) -> None:
    made = commit(generations, make_source("a.md", SHADOW), make_source("b.md", SHADOW))

    assert made.embedded == len(words.seen) == 1
    assert made.counts.passages == 2


def test_a_removed_source_is_gone_from_everywhere(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW), make_source("b.md", DRIFT))

    with generations.build(generations.current()) as building:
        building.remove("a.md")
        made = building.commit()

    current = generations.current()
    assert current is not None
    assert [one.path for one in made.sources] == ["b.md"]
    assert made.embedded == 0
    assert current.content("a.md") is None
    assert [hit.passage.text for hit in current.search("shadow deployment")] == [DRIFT]


def test_building_on_nothing_forgets_the_sources_before(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))

    with generations.build(None) as building:
        building.replace(make_source("b.md", DRIFT))
        made = building.commit()

    assert made.base is None
    assert [one.path for one in made.sources] == ["b.md"]


def test_progress_counts_the_passages_written(generations: Generations) -> None:
    seen: list[tuple[int, int]] = []

    with generations.build(None) as building:
        building.replace(make_source("a.md", SHADOW, CANARY, DRIFT))
        building.commit(progress=lambda done, total: seen.append((done, total)))

    assert seen == [(3, 3)]


def test_a_generation_that_is_held_goes_on_answering_after_the_flip(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    held = generations.current()
    commit(generations, make_source("a.md", DRIFT))

    assert held is not None
    assert [hit.passage.text for hit in held.search("shadow")] == [SHADOW]
    assert generations.current() is not held


def test_the_same_generation_is_not_opened_twice(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))

    assert generations.current() is generations.current()


def test_another_instance_notices_the_flip(generations: Generations, words: WordEncoder) -> None:
    commit(generations, make_source("a.md", SHADOW))
    bot = Generations(generations.folder, words)
    before = bot.current()

    made = commit(generations, make_source("a.md", DRIFT))

    after = bot.current()
    assert before is not None
    assert after is not None
    assert before.id != after.id == made.id


def test_rollback_goes_to_what_the_current_was_built_on_and_back_by_name(generations: Generations) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    second = commit(generations, make_source("a.md", CANARY))

    assert generations.rollback() == first
    assert generations.current_id() == first.id
    assert [manifest.id for manifest in generations.list()] == [second.id, first.id]

    third = commit(generations, make_source("a.md", DRIFT))
    assert third.base == first.id
    assert generations.rollback() == first
    assert generations.rollback(second.id) == second
    current = generations.current()
    assert current is not None
    assert [hit.passage.text for hit in current.search("canary")] == [CANARY]


def test_rollback_says_why_it_cannot(generations: Generations) -> None:
    with pytest.raises(UnknownGeneration, match="ingest something first"):
        generations.rollback()
    only = commit(generations, make_source("a.md", SHADOW))
    with pytest.raises(UnknownGeneration, match="none to go back to"):
        generations.rollback()
    with pytest.raises(UnknownGeneration, match="coach generations"):
        generations.rollback("20200101T000000-000000")
    with pytest.raises(UnknownGeneration):
        generations.rollback("../elsewhere")
    assert generations.current_id() == only.id


def test_pruning_keeps_the_newest_and_the_one_that_answers(generations: Generations) -> None:
    made = [
        commit(generations, make_source(f"{number}.md", text)) for number, text in enumerate((SHADOW, CANARY, DRIFT))
    ]
    generations.rollback(made[0].id)

    assert generations.prune(keep=1) == (made[1].id,)
    assert [manifest.id for manifest in generations.list()] == [made[2].id, made[0].id]
    assert generations.current_id() == made[0].id
    assert generations.prune(keep=1) == ()


def test_nothing_is_pruned_while_somebody_builds(generations: Generations) -> None:
    made = commit(generations, make_source("a.md", SHADOW))
    commit(generations, make_source("a.md", CANARY))
    with generations.build(generations.current()), pytest.raises(BuildInProgress, match="remove"):
        generations.prune(keep=1)
    assert made in generations.list()


def test_only_one_build_at_a_time_and_no_rollback_meanwhile(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    elsewhere = Generations(generations.folder, WordEncoder())

    with generations.build(generations.current()):
        with pytest.raises(BuildInProgress, match="wait until it has ended"):
            elsewhere.build(None)
        with pytest.raises(BuildInProgress):
            elsewhere.rollback()

    elsewhere.build(None).abandon()


def test_a_build_on_what_was_replaced_meanwhile_is_refused(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))
    stale = generations.current()
    made = commit(generations, make_source("a.md", CANARY))

    with pytest.raises(BuildInProgress, match="run the ingest again"):
        generations.build(stale)

    generations.build(generations.current()).abandon()
    assert generations.current_id() == made.id


def test_an_abandoned_build_leaves_nothing(generations: Generations) -> None:
    made = commit(generations, make_source("a.md", SHADOW))

    with generations.build(generations.current()) as building:
        building.replace(make_source("a.md", DRIFT))

    assert generations.list() == (made,)
    assert {path.name for path in generations.folder.iterdir()} == {made.id, "current", "build.lock"}


def test_another_model_builds_everything_anew_and_cannot_search_the_old(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW, CANARY))
    other = WordEncoder(name="other", dimensions=32)
    renewed = Generations(generations.folder, other)
    old = renewed.current()
    assert old is not None
    with pytest.raises(EncoderMismatch, match="ingest again"):
        old.search("shadow")

    made = commit(renewed)

    assert (made.encoder, made.dimensions, made.embedded) == ("other", 32, 2)
    current = renewed.current()
    assert current is not None
    assert current.search("shadow", 1)[0].passage.text == SHADOW


def test_a_generation_of_an_older_format_is_written_anew(generations: Generations, words: WordEncoder) -> None:
    content = make_source("a.md", SHADOW, CANARY)
    old = commit(generations, content)
    replace(old, format=old.format - 1).write(generations.folder / old.id)
    renewed = Generations(generations.folder, words, now=SteppingClock(), code_version="0.0.1")

    before = renewed.current()
    assert before is not None
    with pytest.raises(BrokenGeneration, match="coach ingest"):
        before.outlines()
    made = commit(renewed)

    assert made.id != old.id
    assert (made.format, made.embedded, made.counts) == (old.format, 2, old.counts)
    current = renewed.current()
    assert current is not None
    assert current.content("a.md") == content


def test_a_clash_of_ids_names_the_source_and_leaves_it_as_it_was(generations: Generations) -> None:
    first, twice = make_source("a.md", SHADOW), make_source("b.md", CANARY, DRIFT)
    with generations.build(None) as building:
        building.replace(first)
        with pytest.raises(ClashingIds, match=r"b\.md"):
            building.replace(SourceContent(twice.source, twice.questions, (*twice.passages, first.passages[0])))
        made = building.commit()

    assert made.sources == (first.source,)
    assert made.counts == Counts(1, 1, 1)


def test_damaged_files_are_named_with_the_mend(generations: Generations, words: WordEncoder) -> None:
    made = commit(generations, make_source("a.md", SHADOW))
    folder = generations.folder / made.id
    (folder / "catalogue.sqlite").write_bytes(b"not a database, but long enough to be looked at")
    with pytest.raises(BrokenGeneration, match="coach rollback"):
        Generations(generations.folder, words).current()
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(BrokenGeneration, match=r"manifest\.json"):
        Generations(generations.folder, words).current()


def test_rollback_leads_out_of_a_damaged_generation(generations: Generations, words: WordEncoder) -> None:
    first = commit(generations, make_source("a.md", SHADOW))
    second = commit(generations, make_source("a.md", CANARY))
    (generations.folder / second.id / "manifest.json").write_text("{}")

    reopened = Generations(generations.folder, words)

    assert reopened.list() == (first,)
    assert reopened.rollback() == first
    current = reopened.current()
    assert current is not None
    assert [hit.passage.text for hit in current.search("shadow")] == [SHADOW]


def test_where_the_generations_folder_was_removed_one_starts_again(generations: Generations) -> None:
    made = commit(generations, make_source("a.md", SHADOW))
    shutil.rmtree(generations.folder / made.id)

    reopened = Generations(generations.folder, WordEncoder(), now=SteppingClock(), code_version="0")

    assert reopened.current() is None
    assert commit(reopened, make_source("a.md", SHADOW)).embedded == 1


class NeverAsked:
    """An encoder that must not be needed."""

    @property
    def name(self) -> str:
        raise AssertionError("the encoder was asked for its name")

    @property
    def dimensions(self) -> int:
        raise AssertionError("the encoder was asked for its dimensions")

    def encode(self, texts: object) -> None:
        raise AssertionError("the encoder was asked to encode")


def test_listing_questions_never_needs_the_encoder(generations: Generations) -> None:
    commit(generations, make_source("a.md", SHADOW))

    current = Generations(generations.folder, NeverAsked()).current()  # type: ignore[arg-type]

    assert current is not None
    assert len(current.questions()) == 1
