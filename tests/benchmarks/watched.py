"""A process with its children, watched: how much memory they hold, and what it prints."""

import json
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil

_LOOK_EVERY = 0.2


@dataclass
class Watched:
    """What came of a process: `peak` is the most that it held itself, `child_peak` the most of one of its children and
    `all_peak` of all of them together at one time, each the resident set in bytes. Pages that several share count for
    each. `own_peak` is the first without mapped files, which the system takes back when it needs the room. `cpu` has
    the seconds of processors' time by process, which other work on the machine changes little."""

    told: dict[str, Any] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    peak: int = 0
    own_peak: int = 0
    child_peak: int = 0
    all_peak: int = 0
    killed: bool = False
    cpu: dict[int, float] = field(default_factory=dict)

    @property
    def cpu_seconds(self) -> float:
        return sum(self.cpu.values())

    def look(self, process: psutil.Process) -> None:
        with suppress(psutil.NoSuchProcess):
            memory = process.memory_info()
            own = memory.rss
            others = process.children(recursive=True)
            children = [_resident(child) for child in others]
            for one in (process, *others):
                with suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    self.cpu[one.pid] = times.user + times.system
            self.peak = max(self.peak, own)
            self.own_peak = max(self.own_peak, own - memory.shared)
            self.child_peak = max([self.child_peak, *children])
            self.all_peak = max(self.all_peak, own + sum(children))


def watch(command: list[str], cwd: str, kill_when: Callable[[dict[str, Any]], bool] | None = None) -> Watched:
    """Runs it to its end, or until a line it prints says that this is the moment to kill it. What it says under the
    same name replaces what it said before; `begun` has, for each step, after how many seconds it was first told of."""
    watched, began = Watched(), time.monotonic()
    over = threading.Event()
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = psutil.Process(process.pid)

        def look_on() -> None:
            while not over.wait(_LOOK_EVERY):
                watched.look(seen)

        looking = threading.Thread(target=look_on)
        looking.start()
        for line in process.stdout:
            said = json.loads(line)
            if "step" in said:
                watched.begun.setdefault(said["step"], time.monotonic() - began)
                said = {said["step"]: (said["done"], said["total"])}
            watched.told |= said
            if kill_when is not None and kill_when(watched.told):
                process.kill()
                watched.killed = True
                break
        process.wait()
        over.set()
        looking.join()
    watched.seconds = time.monotonic() - began
    assert watched.killed or process.returncode == 0, f"it ended with status {process.returncode}"
    return watched


def _resident(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0
