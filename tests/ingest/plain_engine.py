"""A vector engine that is a JSON file: what ingest does to a generation, without waiting for a disk to sync."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.engine import Scored, Where
from knowledge.points import PassagePoint, Sparse

_FILE = "vectors.json"


class PlainShard:
    def __init__(self, points: dict[str, dict[str, object]]) -> None:
        self._points = points

    def search(
        self, dense: Sequence[float], terms: Sparse, limit: int, where: Where
    ) -> tuple[list[Scored], list[Scored]]:
        fitting = [id_ for id_, point in self._points.items() if _fits(point["payload"], where)]
        ranked, lexical = self.score(dense, terms, fitting)
        return ranked[:limit], lexical[:limit]

    def score(self, dense: Sequence[float], terms: Sparse, points: Sequence[str]) -> tuple[list[Scored], list[Scored]]:
        scored = [Scored(id_, float(np.dot(self._points[id_]["dense"], dense))) for id_ in points]  # type: ignore[call-overload]
        ranked = sorted(scored, key=lambda one: -one.score)
        return ranked, ranked

    def vectors(self, points: Sequence[str]) -> dict[str, list[float]]:
        return {id_: self._points[id_]["dense"] for id_ in points if id_ in self._points}  # type: ignore[misc]

    def close(self) -> None:
        pass


class PlainDraft:
    def __init__(self, folder: Path, points: dict[str, dict[str, object]]) -> None:
        self._folder = folder
        self._points = points

    def upsert(self, points: Sequence[PassagePoint]) -> None:
        for point in points:
            self._points[point.id] = {"dense": list(point.dense), "payload": point.payload}

    def delete(self, points: Sequence[str]) -> None:
        for id_ in points:
            self._points.pop(id_, None)

    def finish(self, filters: Sequence[str]) -> None:
        (self._folder / _FILE).write_text(json.dumps(self._points, default=str))

    def abandon(self) -> None:
        pass


class PlainEngine:
    name = "plain"

    def open(self, folder: Path) -> PlainShard:
        return PlainShard(_load(folder))

    def draft(self, folder: Path, name: str, dimensions: int, base: Path | None) -> PlainDraft:
        return PlainDraft(folder, _load(base) if base else {})

    def discard(self, folder: Path) -> None:
        pass

    def publish(self, name: str) -> None:
        pass


def _load(folder: Path) -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = json.loads((folder / _FILE).read_text())
    return loaded


def _fits(payload: object, where: Where) -> bool:
    return isinstance(payload, dict) and all(payload.get(key) == value for key, value in where.items())
