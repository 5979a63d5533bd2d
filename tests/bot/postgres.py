"""A real PostgreSQL for one test run: in a folder of its own, on a socket in that folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")


def find_binaries() -> Path | None:
    """The folder with PostgreSQL's programs: the newest of Debian's, or the one on the PATH."""
    folders = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    programs = ("initdb", "pg_ctl", "postgres")
    return next((folder for folder in folders if all((folder / name).exists() for name in programs)), None)


@contextmanager
def running_postgres(binaries: Path) -> Iterator[str]:
    """Yields the server's URL with `{name}` in place of a database's name.

    PostgreSQL refuses to run as root, so root hands it to another user. A socket's path may have about 100 characters,
    so the folder is made straight under the temporary folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="coach-pg-"))
    become: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = _other_user()
        os.chown(folder, user.pw_uid, user.pw_gid)
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        # The server inherits what its starter writes to, so that must be a file: a pipe would never close.
        with (folder / "log").open("ab") as log:
            command = [str(binaries / program), "-D", str(folder / "data"), *arguments]
            done = subprocess.run(command, cwd=folder, stdout=log, stderr=log, timeout=60, **become)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(folder / 'log').read_text(errors='replace')[-800:]}")

    try:
        run("initdb", "-U", "coach", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        # The tests kill clients, never the server, so it need not wait for the disk.
        run("pg_ctl", "-w", "-o", f"-k {folder} -c listen_addresses= -c fsync=off", "start")
        try:
            yield f"postgresql://coach@/{{name}}?host={folder}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> pwd.struct_passwd:
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]
