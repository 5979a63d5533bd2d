"""Stems of several threads at once: each message is treated in a thread of its own, and one stemmer serves them all."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.sentences import stem

WORDS = [f"{beginning}{end}" for beginning in ("monitor", "predict", "nation", "regular") for end in ("ing", "ization")]


@pytest.fixture
def impatient() -> Iterator[None]:
    """Threads take turns as often as they can."""
    kept = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(kept)


def test_threads_do_not_get_into_each_others_words(impatient: None) -> None:
    right = {word: stem(word) for word in WORDS}

    def wrong() -> list[str]:
        found = []
        for word in WORDS * 50:
            # Past the cache, which would hold what is wrong as well.
            if stem.__wrapped__(word) != right[word]:
                found.append(word)
        return found

    with ThreadPoolExecutor(4) as threads:
        assert [word for run in [threads.submit(wrong) for _ in range(4)] for word in run.result()] == []
