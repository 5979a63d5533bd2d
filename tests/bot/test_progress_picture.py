"""The picture of a learner's progress, opened again and looked at."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from bot.practice.calibration import calibrate
from bot.practice.progress import DueDay, Progress, TopicProgress, Week
from bot.progress_picture import MOST_TOPICS, PALE, STRONG, WARM, draw_progress, progress_alt_text

MONDAY = date(2026, 3, 2)
RAG = TopicProgress("rag", 8, 4, strength=0.3, coverage=0.5, recall=0.6, attempts=5, mean_score=0.7, due=2)
EDGE = TopicProgress("edge", 6, 0, strength=0.0, coverage=0.0, recall=0.0, attempts=0, mean_score=None, due=0)
SOME = Progress(
    topics=(EDGE, RAG),
    strength=0.2,
    attempts=5,
    mean_score=0.7,
    due_now=2,
    due_days=tuple(DueDay(MONDAY + timedelta(days=n), n % 3) for n in range(7)),
    streak=1,
    last_practised=MONDAY,
    weeks=(Week(MONDAY, 5, 0.7),),
    calibration=calibrate([(MONDAY, 0.9, 0.7), (MONDAY, 0.8, 0.6)]),
)
NONE = Progress((EDGE,), 0.0, 0, None, 0, SOME.due_days, 0, None, (), None)


def picture(progress: Progress) -> Image.Image:
    file = BytesIO()
    draw_progress(progress, file)
    return Image.open(file)


def colours(image: Image.Image) -> set[str]:
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    return {f"#{red:02X}{green:02X}{blue:02X}" for red, green, blue in np.unique(pixels, axis=0)}


def test_the_picture_shows_strength_and_coverage_and_what_is_due() -> None:
    image = picture(SOME)
    assert image.format == "PNG"
    assert image.width >= 1000
    assert {STRONG, PALE, WARM} <= colours(image)


def test_before_the_first_answer_there_is_a_picture_too() -> None:
    image = picture(NONE)
    assert image.width >= 1000
    assert WARM not in colours(image)


def test_the_picture_says_itself_in_words(tmp_path: Path) -> None:
    draw_progress(SOME, tmp_path / "progress.png")
    with Image.open(tmp_path / "progress.png") as image:
        assert image.info["Description"] == progress_alt_text(SOME)


def test_the_words_name_strength_reviews_streak_and_confidence() -> None:
    assert progress_alt_text(SOME) == (
        "Progress: 5 answers · 70 % on average · 20 % of all topics expected to be known · 2 reviews due · "
        "streak 1 day. Strength by topic: rag 30 %. 1 topic not met yet. Confidence: 20 points over-confident."
    )
    assert progress_alt_text(NONE) == "Progress: nothing practised yet."


def test_the_same_progress_gives_the_same_bytes() -> None:
    first, second = BytesIO(), BytesIO()
    draw_progress(SOME, first)
    draw_progress(SOME, second)
    assert first.getvalue() == second.getvalue()


def test_odd_and_many_topic_names_do_not_break_it() -> None:
    odd = [replace(RAG, topic=name) for name in ("$x_$ costs $5", "", "a very long name of a topic " * 3)]
    many = [replace(RAG, topic=f"topic {n}") for n in range(3 * MOST_TOPICS)]
    assert picture(replace(SOME, topics=(*odd, *many))).height < 1600


async def test_several_can_be_drawn_in_threads_at_once() -> None:
    files = [BytesIO() for _ in range(3)]
    await asyncio.gather(*(asyncio.to_thread(draw_progress, SOME, file) for file in files))
    assert len({file.getvalue() for file in files}) == 1
