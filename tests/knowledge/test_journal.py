"""What a build keeps for the next one, and how a build embeds while sources still come."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import CHUNK
from knowledge.index import Generations
from knowledge.journal import JOURNAL, Journal
from tests.knowledge.samples import WordEncoder, make_source

_DIGEST = "ab" * 32


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def generations(tmp_path: Path, words: WordEncoder) -> Generations:
    return Generations(tmp_path, words)


def test_what_one_build_keeps_the_next_one_finds(tmp_path: Path) -> None:
    vector = np.array([0.6, 0.8], dtype=np.float32)
    journal = Journal(tmp_path, "words")
    assert journal.vectors([_DIGEST]) == {}
    assert not (tmp_path / JOURNAL).exists()
    journal.keep_vectors({_DIGEST: vector})
    journal.keep_piece("faq.md", "read by 3", b"what was in it")
    journal.close()
    again = Journal(tmp_path, "words")
    assert again.vectors([_DIGEST, "cd" * 32]) == {_DIGEST: vector.tolist()}
    assert (again.key_of("faq.md"), again.piece("faq.md")) == ("read by 3", b"what was in it")
    assert (again.key_of("other.md"), again.piece("other.md")) == (None, None)
    again.close()
    other = Journal(tmp_path, "another model")
    assert not other.has_vector(_DIGEST)
    other.remove()
    assert list(tmp_path.iterdir()) == []


def test_it_takes_no_more_than_its_share_of_the_disk(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "words", most_bytes=200_000)
    noise = np.random.default_rng(7)
    for number in range(100):
        journal.keep_piece(f"{number}.md", "key", noise.bytes(10_000))
    assert journal.piece("0.md") is not None
    assert journal.piece("99.md") is None
    journal.close()
    assert (tmp_path / JOURNAL).stat().st_size <= 200_000


def test_texts_are_embedded_by_the_chunk_while_sources_come(generations: Generations, words: WordEncoder) -> None:
    with generations.build(None) as building:
        for page in range(3):
            building.replace(make_source(f"{page}.md", *(f"Part{page}x{n} is kept." for n in range(CHUNK // 2))))
            building.embed()
        assert (building.embedded, building.to_embed) == (CHUNK, CHUNK * 3 // 2)
        assert len(words.seen) == CHUNK
        made = building.commit()
    assert made.embedded == made.counts.passages == len(set(words.seen)) == len(words.seen) == CHUNK * 3 // 2
    current = generations.current()
    assert current is not None
    assert [hit.passage.text for hit in current.search("Part1x7")][:1] == ["Part1x7 is kept."]


def test_equal_texts_are_embedded_once_wherever_they_come(generations: Generations, words: WordEncoder) -> None:
    texts = [f"Part{n} is kept." for n in range(CHUNK)]
    with generations.build(None) as building:
        for page in range(3):
            building.replace(make_source(f"{page}.md", *texts))
            building.embed(at_least=1)
        made = building.commit()
    assert (made.embedded, made.counts.passages) == (CHUNK, 3 * CHUNK)
    with generations.build(generations.current()) as building:
        building.replace(make_source("3.md", *texts))
        building.embed(at_least=1)
        assert building.commit().embedded == 0
    assert len(words.seen) == CHUNK


def test_a_link_is_rewritten_without_its_source(generations: Generations) -> None:
    with generations.build(None) as building:
        building.replace(make_source("a.md", "Shadow deployment copies traffic.", "Canary releases are small."))
        building.commit()
    before = generations.current()
    assert before is not None
    one, other = before.questions()
    with generations.build(before) as building:
        building.relink({one.id: other.id, "nobody": None})
        assert [question.duplicate_of for question in building.questions()] == [other.id, None]
        made = building.commit()
    after = generations.open(made.id)
    assert (made.embedded, after.outlines()[0].gradable) == (0, False)
    assert [question.id for question in after.duplicates(other.id)] == [one.id]
    with generations.build(after) as building:
        building.relink({one.id: other.id})
        assert building.commit().id == after.id
