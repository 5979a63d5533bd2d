"""An ingest in a process of its own, so that nothing of it holds up those who practise meanwhile."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from bot.admin_messages import IngestedSource, IngestOutcome
from bot.errors import IngestFailed
from bot.settings import Settings
from bot.turns.ingesting import Finished, Step

log = logging.getLogger(__name__)

# One report of a large folder is one JSON object; the pipe is read in pieces of this size at most.
_LONGEST_LINE = 1 << 20
_STARTER = "starter:"
_LOOKS_SHOWN = 3
_BUSY = "Another ingest is running, or is being published: wait until it is done, then send it again."
_BROKEN = "The ingest did not work. An operator finds the reason in the coach's log."
# Whose sentences are made for admins; those of the others name folders and settings of the machine.
_FOR_ADMINS = {"UnusableInput", "UnknownThing"}


class IngestProcess:
    """Runs `coach ingest` with this process's settings. It dies with this process, however this one dies."""

    def __init__(self, settings: Settings, command: Sequence[str] = (sys.executable, "-m", "bot.cli")) -> None:
        self._settings = settings
        self._command = command

    async def run(
        self, paths: Sequence[Path | str], *, hold: bool, origin: str = ""
    ) -> AsyncGenerator[Step | Finished, None]:
        """How far it is, as often as it says so, and at the end what came of it. Raises IngestFailed with a sentence
        for an admin. Leaving it early kills it: nothing of it serves."""
        flags = ["--json", "--progress-lines", "--with-parent", "--origin", origin, *(["--hold"] if hold else [])]
        process = await asyncio.create_subprocess_exec(
            *self._command,
            "ingest",
            *flags,
            "--",
            *map(str, paths),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **environment(self._settings)},
            limit=_LONGEST_LINE,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        # Read at the same time as the progress, for a full pipe would stop the child.
        printed = asyncio.create_task(process.stdout.read())
        said: dict[str, Any] = {}
        others: list[str] = []
        try:
            while line := (await process.stderr.readline()).decode(errors="replace"):
                told = _object(line)
                if "step" in told:
                    yield Step(told["step"], told["done"], told["total"])
                elif "problem" in told:
                    said = told
                else:
                    others.append(line)
            report = _object((await printed).decode(errors="replace"))
            status = await process.wait()
            if status not in (0, 1) or not report:
                raise _failure(status, said, others)
            yield Finished(outcome_of(report), waiting=bool(report["waiting"]))
        finally:
            printed.cancel()
            if process.returncode is None:
                process.kill()
                # Also where this task is being cancelled: a killed process is gone in a moment.
                await asyncio.shield(process.wait())


def environment(settings: Settings) -> dict[str, str]:
    """The variables with which another process reads the same settings as this one."""
    given = settings.model_dump(mode="json", exclude_unset=True)
    return {
        f"COACH_{name.upper()}": ",".join(value) if isinstance(value, list) else str(value)
        for name, value in given.items()
    }


def outcome_of(report: dict[str, Any]) -> IngestOutcome:
    """The report of `coach ingest --json`, as a person in chat is shown it: our own corpus is one source of it."""
    starter = [one for one in report["sources"] if one["path"].startswith(_STARTER)]
    others = [one for one in report["sources"] if not one["path"].startswith(_STARTER)]
    rows = [_source(one) for one in others]
    if starter:
        sums = {name: sum(one[name] for one in starter) for name in ("questions", "answered", "passages")}
        unchanged = all(one["unchanged"] for one in starter)
        rows.insert(0, _source({"path": "starter corpus", "unchanged": unchanged, "dropped": [], **sums}))
    return IngestOutcome(
        generation=report["generation"],
        sources=tuple(rows),
        added=report["added"],
        changed=report["changed"],
        removed=report["removed"],
        unchanged=report["unchanged"],
        unanswered=sum(one["unanswered"] for one in report["sources"]),
        drafted=report["drafted"],
        errors=tuple(one["sentence"] for one in report["errors"]),
        seconds=report["seconds"],
        quarantined=report["quarantined"],
        look_at=_look_at(report.get("quality", {})),
    )


def _look_at(quality: dict[str, Any]) -> tuple[str, ...]:
    """The first of each kind, as sentences; a message in chat has no room for all."""
    lines = [
        f"{one['one']['where']} says “{one['one']['sentence']}”, but {one['other']['where']} says "
        f"“{one['other']['sentence']}”"
        for one in quality.get("contradictions", ())
    ][:_LOOKS_SHOWN]
    lines += [f"{one['path']} was last changed {one['days']} days ago" for one in quality.get("stale", ())][
        :_LOOKS_SHOWN
    ]
    thin = [f"{one['where']} has an answer too thin to grade by: {one['question']}" for one in quality.get("thin", ())]
    lines += thin[:_LOOKS_SHOWN]
    left = sum(len(quality.get(kind, ())) for kind in ("contradictions", "stale", "thin")) - len(lines)
    return (*lines, f"and {left} more: `coach quality` shows them where the coach runs") if left else tuple(lines)


def _source(row: dict[str, Any]) -> IngestedSource:
    return IngestedSource(
        path=row["path"],
        questions=row["questions"],
        answered=row["answered"],
        passages=row["passages"],
        unchanged=row["unchanged"],
        dropped=tuple(
            f"{drop.get('place') or 'line ' + str(drop['line'])}: {drop['reason']}" for drop in row["dropped"]
        ),
    )


def _failure(status: int, said: dict[str, Any], others: list[str]) -> IngestFailed:
    log.error("An ingest ended with status %d: %s", status, said.get("sentence") or "".join(others[-30:]).strip())
    if said.get("problem") == "BuildInProgress":
        return IngestFailed(_BUSY)
    return IngestFailed(said["sentence"] if said.get("problem") in _FOR_ADMINS else _BROKEN)


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
