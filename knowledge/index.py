"""The generations of the index: immutable folders side by side, and a pointer to the one that answers.

generations/
  20260301T120000-1a2b3c/    manifest.json, catalogue.sqlite, shard/
  20260302T080000-4d5e6f/
  20260303T090000-7a8b9c/    with a file `waiting`: finished, not to be seen by learners before it is published
  .building-x9y8z7/          in the making; left by a killed process, it is cleaned up by the next build
  current                    the name of the generation that answers
  build.lock                 held by the one process that builds
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.building import WAITING, Building, sync_folder
from knowledge.edge_engine import EdgeEngine
from knowledge.encoder import Encoder
from knowledge.engine import Engine
from knowledge.errors import BrokenGeneration, BuildInProgress, OvertakenGeneration, UnknownGeneration
from knowledge.generation import Generation
from knowledge.manifest import MANIFEST, Manifest

__all__ = ["Building", "Generation", "Generations", "Manifest", "Waiting"]

_POINTER = "current"
_BUILDING = ".building-"
# Nobody came back to publish or discard it.
_FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finished generation that nobody has published yet; `origin` names what it was built for, as its builder did."""

    manifest: Manifest
    origin: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Generations:
    """The folder of generations. One instance may be used from several threads, many processes may have their own.

    The encoder's name, dimensions and model are only asked for by a search or a build.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        engine: Engine | None = None,
        now: Callable[[], datetime] = _utc_now,
        code_version: str | None = None,
    ) -> None:
        self.folder = folder
        self._encoder = encoder
        self._engine = engine or EdgeEngine()
        self._now = now
        self._code_version = code_version
        self._open: Generation | None = None
        self._seen: tuple[int, int] | None = None
        self._swapping = threading.Lock()

    def current(self) -> Generation | None:
        """The generation that answers; None before the first ingest, or where its folder was removed. One `stat` where
        nothing has changed.

        What is replaced stays usable by whoever holds it. Raises BrokenGeneration where the files are damaged.
        """
        with self._swapping:
            try:
                status = (self.folder / _POINTER).stat()
            except FileNotFoundError:
                return None
            # A flip is a rename, so that the file's number changes even within one tick of the clock.
            seen = (status.st_ino, status.st_mtime_ns)
            if self._open is None or seen != self._seen:
                name = self._pointed()
                self._open = self.open(name) if (self.folder / name).is_dir() else None
                self._seen = seen
            return self._open

    def current_id(self) -> str | None:
        return self._pointed() if (self.folder / _POINTER).exists() else None

    def open(self, name: str) -> Generation:
        """Any finished generation by its id. Raises UnknownGeneration, BrokenGeneration."""
        if Path(name).name != name or name.startswith(".") or not (self.folder / name / MANIFEST).exists():
            raise UnknownGeneration(
                f"There is no generation {name} in {self.folder}; `coach generations` lists those there are."
            )
        return Generation(self.folder / name, self._encoder, self._engine)

    def list(self) -> tuple[Manifest, ...]:
        """The finished ones that can be read, newest first; `current_id` tells which of them answers."""
        manifests = []
        for path in self.folder.glob(f"*/{MANIFEST}"):
            # What cannot be read says so when it is opened; it must not hide the way back from it.
            with suppress(BrokenGeneration):
                if not path.parent.name.startswith("."):
                    manifests.append(Manifest.read(path.parent))
        return tuple(sorted(manifests, key=lambda manifest: (manifest.created, manifest.id), reverse=True))

    def rollback(self, to: str | None = None) -> Manifest:
        """Makes the named generation the current one; without a name, the one that the current was built on, or else
        the newest older one. Raises UnknownGeneration, also for one that was never published, and BuildInProgress
        where a build would flip right back."""
        lock = self._lock("go back")
        try:
            target = self.open(to or self._before_current()).manifest
            if self.is_waiting(target.id):
                raise UnknownGeneration(
                    f"Generation {target.id} in {self.folder} has never served; "
                    f"`coach generations publish {target.id}` has it serve."
                )
            self._publish(target)
            return target
        finally:
            lock.release()

    def waiting(self) -> tuple[Waiting, ...]:
        """What was built without serving and can still be published or discarded, newest first."""
        return tuple(
            Waiting(manifest, (self.folder / manifest.id / WAITING).read_text())
            for manifest in self.list()
            if self.is_waiting(manifest.id)
        )

    def is_waiting(self, name: str) -> bool:
        return (self.folder / name / WAITING).exists() and name != self.current_id()

    def publish(self, name: str) -> Manifest:
        """Makes a waiting generation the current one. Raises UnknownGeneration where it does not wait, BuildInProgress,
        and OvertakenGeneration where another one was published since it was built: that one's sources would be lost."""
        lock = self._lock("publish")
        try:
            manifest = self._waiting_one(name)
            serving = self._serving_id()
            if manifest.base != serving:
                raise OvertakenGeneration(
                    f"Generation {name} was built on {manifest.base or 'nothing'}, but {serving or 'nothing'} serves "
                    "by now: ingest its documents again, and discard it."
                )
            self._publish(manifest)
            return manifest
        finally:
            lock.release()

    def discard(self, name: str) -> Manifest:
        """Removes a waiting generation. Raises UnknownGeneration where it does not wait: what serves or has served
        stays, to go back to. Raises BuildInProgress."""
        lock = self._lock("discard")
        try:
            manifest = self._waiting_one(name)
            self._remove(name)
            return manifest
        finally:
            lock.release()

    def build(self, base: Generation | None, *, serve: bool = True, origin: str = "") -> Building:
        """Starts a generation on top of `base`, or from nothing. Raises BuildInProgress while another is built,
        and where `base` is no longer the current one: what was published since would be lost.

        Without `serve` it waits, when it is finished, for `publish` or `discard`; `origin` is kept beside it. Such a
        one may also have a waiting one as its base, and its lineage then names what that one was built on.
        """
        lock = self._lock("build")
        lineage = base.id if base is not None else None
        if base is not None and not serve and self.is_waiting(base.id):
            lineage = base.manifest.base
        if base is not None and lineage != self._serving_id():
            lock.release()
            raise BuildInProgress(
                f"Generation {base.id} in {self.folder} has been replaced since it was looked at; run the ingest again."
            )
        for left in self.folder.glob(f"{_BUILDING}*"):
            self._engine.discard(left)
            shutil.rmtree(left, ignore_errors=True)
        return Building(
            folder=Path(tempfile.mkdtemp(prefix=_BUILDING, dir=self.folder)),
            base=base,
            encoder=self._encoder,
            engine=self._engine,
            now=self._now,
            code_version=self._code_version or version("interview-coach"),
            on_published=self._publish if serve else None,
            on_ended=lock.release,
            lineage=lineage,
            origin=origin,
        )

    def prune(self, keep: int) -> tuple[str, ...]:
        """Removes all but the newest `keep` generations; the current one always stays. Their ids, oldest first.

        One that waits to be published is not counted, and stays for a day.
        Raises BuildInProgress. A process that still answers from one of them sees its files go only when it closes it.
        """
        lock = self._lock("remove generations")
        try:
            current = self.current_id()
            waiting = {one.manifest.id: one.manifest for one in self.waiting()}
            served = [manifest.id for manifest in self.list() if manifest.id not in waiting]
            forgotten = [id_ for id_, one in waiting.items() if self._now() - one.created > _FORGOTTEN_AFTER]
            gone = tuple(sorted([*(name for name in served[keep:] if name != current), *forgotten]))
            for name in gone:
                self._remove(name)
            return gone
        finally:
            lock.release()

    def _remove(self, name: str) -> None:
        self._engine.discard(self.folder / name)
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _waiting_one(self, name: str) -> Manifest:
        manifest = self.open(name).manifest
        if not self.is_waiting(name):
            raise UnknownGeneration(f"Generation {name} in {self.folder} is not waiting to be published.")
        return manifest

    def _serving_id(self) -> str | None:
        """None also where the folder that the pointer names was removed: a build then starts from nothing."""
        name = self.current_id()
        return name if name is not None and (self.folder / name).is_dir() else None

    def _lock(self, purpose: str) -> FileLock:
        """The kernel lets go of it when its holder dies, however it dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "build.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BuildInProgress(
                f"Cannot {purpose} while another process is building a generation in {self.folder}; "
                "wait until it has ended."
            ) from None
        return lock

    def _pointed(self) -> str:
        return (self.folder / _POINTER).read_text().strip()

    def _publish(self, manifest: Manifest) -> None:
        before = self.current_id()
        self._engine.publish(manifest.id)
        handle, name = tempfile.mkstemp(prefix=".pointer-", dir=self.folder)
        with os.fdopen(handle, "w") as file:
            file.write(f"{manifest.id}\n")
            file.flush()
            os.fsync(handle)
        Path(name).replace(self.folder / _POINTER)
        sync_folder(self.folder)
        # What has served waits no longer. The one before still has its mark where a process died at this very point.
        for served in (before, manifest.id):
            if served is not None:
                (self.folder / served / WAITING).unlink(missing_ok=True)

    def _before_current(self) -> str:
        current = self.current_id()
        if current is None:
            raise UnknownGeneration(f"There is no current generation in {self.folder}; ingest something first.")
        known = {manifest.id: manifest for manifest in self.list() if not self.is_waiting(manifest.id)}
        base = known[current].base if current in known else None
        if base in known:
            return str(base)
        # Ids begin with the time, so that they tell what is older even where the current manifest cannot be read.
        older = [name for name in known if name < current]
        if not older:
            raise UnknownGeneration(f"Generation {current} is the first in {self.folder}; there is none to go back to.")
        return older[0]
