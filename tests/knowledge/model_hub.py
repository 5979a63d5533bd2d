"""A model hub on loopback: serves one folder as the files of one model, in the hub's own way of asking."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlparse

COMMIT = hashlib.sha1(b"the only commit").hexdigest()


@contextmanager
def running_hub(model: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yields the hub's address, and the requests as they come in."""
    asked: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            path = unquote(urlparse(self.path).path)
            asked.append(f"{self.command} {path}")
            body, headers = self._found(path)
            self.send_response(404 if body is None else 200)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            if with_body and body:
                self.wfile.write(body)

        def _found(self, path: str) -> tuple[bytes | None, dict[str, str]]:
            if path == f"/api/models/{model}":
                files = [{"rfilename": str(file.relative_to(folder))} for file in folder.rglob("*") if file.is_file()]
                card = {"id": model, "modelId": model, "sha": COMMIT, "siblings": files, "tags": []}
                return json.dumps(card).encode(), {"Content-Type": "application/json"}
            if path.startswith(f"/api/models/{model}/tree/"):
                return None, {"X-Repo-Commit": COMMIT, "X-Error-Code": "EntryNotFound"}
            for revision in ("main", COMMIT):
                prefix = f"/{model}/resolve/{revision}/"
                file = folder / path.removeprefix(prefix)
                if path.startswith(prefix) and file.is_file():
                    body = file.read_bytes()
                    return body, {"X-Repo-Commit": COMMIT, "ETag": f'"{hashlib.sha256(body).hexdigest()}"'}
                if path.startswith(prefix):
                    return None, {"X-Repo-Commit": COMMIT, "X-Error-Code": "EntryNotFound"}
            return None, {"X-Error-Code": "RepoNotFound"}

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: `asked` tells what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
