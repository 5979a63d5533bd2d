"""Whatever is dropped: one clear sentence, everything else goes in, and no process takes more memory than it may."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.content import Extracted
from ingest.files.archives import Caps
from ingest.files.finding import find
from ingest.files.sources import Limits
from ingest.files.unpacking import Unpacker
from ingest.files.workers import Workers
from ingest.readers import SUFFIXES
from ingest.reading import Job
from tests.ingest.bad_input import archives, files, formats, offices, texts
from tests.ingest.bad_input.bad import MARKDOWN, QUESTIONS, Bad

MEMORY_MB = 700
LIMITS = Limits(max_bytes=50_000_000, max_files=2000)
CASES: list[Bad] = [*archives.CASES, *files.CASES, *formats.CASES, *offices.CASES, *texts.CASES]

_MEND = re.compile(
    r"\b(?:ingest|save|split|raise|rename|unpack|remove|leave|export|put|make|look|mend|flatten|check|see to|get|write|"
    r"shorten|convert|give|name|close|correct|add|begin|point|replace|run|needs)\b"
)
_TRACEBACK = re.compile(r"Traceback|\w+(?:Error|Exception)\b|<class|0x[0-9a-f]{6}|\bNone\b|/tmp/")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(LIMITS, 2, memory_mb=MEMORY_MB, seconds=60) as running:
        yield running


@pytest.fixture(scope="module")
def unpacker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unpacker]:
    caps = Caps(LIMITS.max_bytes, bytes=200_000_000, members=500)
    with Unpacker(tmp_path_factory.mktemp("unpacking"), SUFFIXES, caps, MEMORY_MB, 60) as running:
        yield running


def test_there_are_at_least_eighty_of_them_each_with_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input(case: Bad, workers: Workers, unpacker: Unpacker, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    case.write(folder)
    (folder / "zz_good.md").write_text(MARKDOWN)
    found = find([folder], (), SUFFIXES, unpacker.unpack, LIMITS)
    done = list(workers.read(Job(one) for one in found.files))
    read = {one.located.path: one.outcome for one in done if isinstance(one.outcome, Extracted)}
    refused = [
        *found.problems,
        *(one.outcome for one in done if one.outcome and not isinstance(one.outcome, Extracted)),
    ]
    told = [flaw.sentence for path, one in read.items() for flaw in one.flaws]

    good = read.pop("docs/zz_good.md")
    assert [question.text for question in good.content.questions] == [asked for asked, _ in QUESTIONS]
    sentences = [problem.sentence for problem in refused] + told
    assert len(sentences) == int(case.outcome in ("refused", "told")), sentences
    assert bool(read) == (case.outcome in ("told", "in")), sentences
    assert all(case.says in sentence for sentence in sentences), sentences
    for sentence in sentences:
        _is_clear(sentence)
    if case.never:
        stored = [one.content for one in read.values()]
        texts = [passage.text for content in stored for passage in content.passages]
        asked = [f"{question.text} {question.answer}" for content in stored for question in content.questions]
        assert case.never not in "\n".join([*texts, *asked])
    assert workers.peak_bytes < MEMORY_MB << 20


def _is_clear(sentence: str) -> None:
    assert sentence.isprintable(), sentence
    assert sentence.endswith("."), sentence
    assert len(sentence) <= 400, sentence
    assert "docs/" in sentence, sentence
    assert _MEND.search(sentence), sentence
    assert not _TRACEBACK.search(sentence.replace("/tmp/pytest", "")), sentence
