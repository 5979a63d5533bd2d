"""Generations in a folder of the test's own, with an encoder that needs no model."""

from pathlib import Path

import pytest

from knowledge.index import Generations
from tests.knowledge.samples import SteppingClock, WordEncoder


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def generations(tmp_path: Path, words: WordEncoder) -> Generations:
    return Generations(tmp_path / "generations", words, now=SteppingClock(), code_version="0.0.1")
