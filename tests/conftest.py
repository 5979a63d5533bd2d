"""Fixtures that many tests share: one exported encoder, one indexed starter corpus, the development data."""

import os
from pathlib import Path

import pytest

from knowledge.encoder import PACKAGED_MODEL, OnnxEncoder, open_encoder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def encoder_cache() -> Path:
    """Kept between runs, because exporting the model takes seconds and always gives the same file."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "interview-coach-tests"


@pytest.fixture(scope="session")
def encoder(encoder_cache: Path) -> OnnxEncoder:
    return open_encoder(PACKAGED_MODEL, encoder_cache)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Development data beside the checkout; a fresh clone elsewhere has none, and those tests say so."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the development data in ../shared, which is not part of the project")
    return folder
