"""A real Qdrant server on loopback for the tests that need one, from the development tools where they are present."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    """One whose neighbour is free as well: the server takes two."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def serve(tool: Path, storage: Path) -> Iterator[str]:
    """Yields the server's address; skips where the tool or what it fetches is not to be had."""
    if not tool.exists():
        pytest.skip("needs ../shared/tools/qdrant-server, which is not part of the project")
    if subprocess.run([tool, "--fetch-only"], capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("../shared/tools/qdrant-server could not get the server's binary")
    port = free_port()
    log = (storage / "log").open("w")
    process = subprocess.Popen(
        [tool, "--port", str(port), "--storage", str(storage)], stdout=log, stderr=subprocess.STDOUT
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"the server at {url} did not start; see the log in its storage folder")
