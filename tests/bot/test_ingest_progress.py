"""How far an ingest is, for a program that runs it and for a person who watches."""

import json
from collections.abc import Iterator

import pytest
from rich.progress import Task

from bot.cli.progress_bar import progress_bar, rate_in_words, unit
from bot.cli.progress_lines import progress_line


def clock(*times: float) -> Iterator[float]:
    yield from times


def test_a_line_says_how_fast_it_goes_and_how_long_it_will_take(capsys: pytest.CaptureFixture[str]) -> None:
    times = clock(0.0, 10.0, 10.1, 20.0)
    tell = progress_line(lambda: next(times))
    # The third comes too soon after the second, the last is always told.
    for done in (100, 300, 301, 500):
        tell("embedding", done, 500)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        {"step": "embedding", "done": 100, "total": 500, "rate": None, "left": None},
        {"step": "embedding", "done": 300, "total": 500, "rate": 20.0, "left": 10},
        {"step": "embedding", "done": 500, "total": 500, "rate": 20.0, "left": 0},
    ]


def test_steps_that_go_on_at_the_same_time_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    times = clock(0.0, 0.05, 4.0, 4.05)
    tell = progress_line(lambda: next(times))
    for step, done in (("reading", 0), ("embedding", 0), ("reading", 2), ("embedding", 400)):
        tell(step, done, 4 if step == "reading" else 800)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["step"], line["rate"], line["left"]) for line in lines] == [
        ("reading", None, None),
        ("embedding", None, None),
        ("reading", 0.5, 4),
        ("embedding", 100.0, 4),
    ]


def test_a_better_guess_of_the_whole_does_not_forget_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[Task] = []
    monkeypatch.setattr(Task, "_reset", forgotten.append)
    with progress_bar(shown=True) as bar:
        for done in range(1, 5):
            bar("embedding", done * 512, 5000 + done)
    assert forgotten == []


def test_what_is_counted_is_named() -> None:
    assert [unit("reading"), unit("embedding"), unit("cases")] == ["documents/s", "passages/s", "/s"]
    assert [rate_in_words(1234.4), rate_in_words(0.53)] == ["1,234", "0.5"]
