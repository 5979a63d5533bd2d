"""What a fresh process waits for: importing, opening the generation, listing the questions, the first search."""

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.encoder import OnnxEncoder
from knowledge.index import Generations
from knowledge.questions import Question, SourceContent
from tests.benchmarks.generated_corpus import generate
from tests.benchmarks.sampled import Sampled
from tests.benchmarks.test_index_and_search import SIZES, content

ROOT = Path(__file__).parents[2]
SCRIPT = """
import time
started = time.perf_counter()
import sys
from pathlib import Path
from knowledge.encoder import PACKAGED_MODEL, open_encoder
from knowledge.index import Generations
imported = time.perf_counter()
current = Generations(Path(sys.argv[1]), open_encoder(PACKAGED_MODEL, Path(sys.argv[2]))).current()
opened = time.perf_counter()
count = len(current.questions(topic="topic-1"))
listed = time.perf_counter()
current.search("How does a canary release handle stale predictions?")
searched = time.perf_counter()
current.search("How does the retriever handle duplicate documents?")
again = time.perf_counter()
print(f"import {imported - started:.2f} s, open {(opened - imported) * 1000:.1f} ms, "
      f"list {count} questions {(listed - opened) * 1000:.0f} ms, first search {(searched - listed) * 1000:.0f} ms, "
      f"second {(again - searched) * 1000:.1f} ms")
"""


@pytest.mark.parametrize("size", SIZES)
def test_opening_in_a_fresh_process(size: int, tmp_path: Path, encoder: OnnxEncoder, encoder_cache: Path) -> None:
    items = generate(size)
    with Generations(tmp_path, Sampled(encoder, 0)).build(None) as building:
        for first in range(0, size, 100):
            page = content(f"page-{first}.md", items[first : first + 100])
            questions = tuple(
                Question(passage.id, passage.context, passage.locator, topic=f"topic-{line % 10}")
                for line, passage in enumerate(page.passages)
            )
            building.replace(SourceContent(page.source, questions, page.passages))
        building.commit()

    command = [sys.executable, "-c", SCRIPT, str(tmp_path), str(encoder_cache)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    print(f"\n{size:>9} passages: {done.stdout.strip()}")
