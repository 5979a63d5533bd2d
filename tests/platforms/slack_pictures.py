"""What replies look like: `python -m tests.platforms.slack_pictures OUT_DIR` writes a page and a PNG for each.

The PNGs need Chromium (`apt-get install chromium`); without it the pages are written all the same.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.chat.slack.blocks import answer_modal, home_view, ingest_modal, reason_modal, render
from bot.chat.slack.modals import gap_modal
from bot.progress_picture import draw_progress
from tests.platforms.browser import find_browser, take
from tests.platforms.sample_replies import HOME, HOME_TEXT, PROGRESS, QUESTION, SAMPLES
from tests.platforms.slack_page import message_page, view_page

PICTURE = "F0PROGRESS"
_WIDTH = 700


def pages(pictures: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and HTML of each page; `pictures` are addresses of uploaded files."""
    for name, replies in SAMPLES.items():
        shown = [render(reply, learner="slack:T1:UADA") for reply in replies]
        if name == "progress":
            shown.append(render(replies[0], learner="slack:T1:UADA", picture=PICTURE))
        messages = [message for first in shown for message in (first, *first.follow_ups)]
        yield name, message_page([(message.text, message.blocks) for message in messages], pictures)
    yield "home", view_page(home_view(HOME, PICTURE), pictures)
    yield "home_text", view_page(home_view(HOME_TEXT, None), pictures)
    yield "reason_modal", view_page(reason_modal("grade:g1"), pictures)
    yield "answer_modal", view_page(answer_modal("question:q1", QUESTION, "c1"), pictures)
    yield "gap_modal", view_page(gap_modal("gap:g1", "How do I price a feature store?"), pictures)
    yield "ingest_modal", view_page(ingest_modal(), pictures)


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    drawing = out / "progress_drawing.png"
    draw_progress(PROGRESS, drawing)
    browser = find_browser()
    for name, html in pages({PICTURE: drawing.resolve().as_uri()}):
        page = out / f"{name}.html"
        page.write_text(html, encoding="utf-8")
        if browser is not None:
            take(page, out / f"{name}.png", browser, _WIDTH)
            print(out / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
