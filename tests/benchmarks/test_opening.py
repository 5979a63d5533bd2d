"""What somebody waits for who has just typed a command: help, the first question, a listing; each in fresh processes.

The stock side of help is importing what a stock coach is made of, for its command line would load that first; the stock
side of the first question is opening the same passages from the disk and retrieving once.
"""

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tests.benchmarks.conftest import Corpus
from tests.benchmarks.measuring import Results, seconds, side_by_side

ROOT = Path(__file__).parents[2]
COACH = [sys.executable, "-m", "bot.cli"]
TIMES = 5
HEAVY = {"torch", "llama_index", "transformers", "qdrant_client", "onnxruntime"}
STOCK_IMPORTS = "import llama_index.core, llama_index.vector_stores.qdrant, qdrant_client, sentence_transformers"
STOCK_OPENS = """
import sys
from pathlib import Path
from tests.benchmarks.sampled import Sampled
from tests.benchmarks.stock_pipeline import StockPipeline, TorchEncoder
assert StockPipeline(Path(sys.argv[1]), Sampled(TorchEncoder(), 0)).search("What is a canary release?") == 10
"""
# The kernel's own high-water mark of this process; getrusage would count the parent's memory before the exec.
LOOKS_AT_ITSELF = """
import atexit, json, re, sys
def tell():
    peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
    print("\\n" + json.dumps([int(peak[1]), sorted({name.split(".")[0] for name in sys.modules})]), file=sys.stderr)
atexit.register(tell)
"""
COACH_HELP = "sys.argv = ['coach', '--help']\nfrom bot.cli import main\nmain()"


def test_help(results: Results) -> None:
    ours, stock = side_by_side(
        [partial(run, [*COACH, "--help"])] * TIMES, [partial(run, [sys.executable, "-c", STOCK_IMPORTS])] * TIMES
    )
    results.durations(None, "coach --help (stock: imports)", ours, stock)
    if not Path("/proc/self/status").exists():
        return
    peak, modules = itself(COACH_HELP)
    stock_peak, stock_modules = itself(STOCK_IMPORTS)
    assert stock_modules >= {"torch", "llama_index"}
    assert not modules & HEAVY
    results.sizes("coach --help, peak memory", peak, stock_peak, "MB")


def test_first_question(corpus: Corpus, results: Results, tmp_path: Path) -> None:
    """From the start of the process to the question, with nobody at the keyboard."""
    copy = shutil.copytree(corpus.stock_folder, tmp_path / "stock", ignore=shutil.ignore_patterns(".lock"))
    size, home = len(corpus.items), corpus.ours.settings.home
    first_question(home)
    ours, stock = side_by_side(
        [partial(first_question, home)] * TIMES, [partial(run, [sys.executable, "-c", STOCK_OPENS, str(copy)])] * TIMES
    )
    results.durations(size, "start to first question", ours, stock)


def test_listing(corpus: Corpus, results: Results, tmp_path: Path) -> None:
    """Once it has run before, and as the very first command after an installation, when no bytecode is there yet."""
    size, environment = len(corpus.items), {"COACH_HOME": str(corpus.ours.settings.home)}
    command = [*COACH, "questions", "--json"]
    assert len(run(command, environment).splitlines()) == size
    results.durations(size, "coach questions --json", repeated(lambda: run(command, environment)))
    results.durations(
        size,
        "the same, no bytecode yet",
        [
            seconds(partial(run, command, {**environment, "PYTHONPYCACHEPREFIX": str(tmp_path / str(number))}))
            for number in range(3)
        ],
    )


def repeated(work: Callable[[], object]) -> list[float]:
    return [seconds(work) for _ in range(TIMES)]


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=True
    )
    return done.stdout


def itself(script: str) -> tuple[float, set[str]]:
    """(the most memory that a process running this script had in MB, the packages that it imported)."""
    done = subprocess.run(
        [sys.executable, "-c", LOOKS_AT_ITSELF + script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kilobytes, modules = json.loads(done.stderr.splitlines()[-1])
    return kilobytes / 1024, set(modules)


def first_question(home: Path) -> None:
    """Returns as soon as the question can be read. A learner of its own each time, or a session would be resumed."""
    command = [*COACH, "practice", "--count", "1", "--json", "--learner", uuid.uuid4().hex]
    environment = {**os.environ, "COACH_HOME": str(home)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        process.kill()
    assert first["type"] == "AskQuestion"
