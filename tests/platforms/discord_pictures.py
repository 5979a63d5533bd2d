"""What replies look like: `python -m tests.platforms.discord_pictures OUT_DIR` writes a page and a PNG for each.

The PNGs need Chromium (`apt-get install chromium`); without it the pages are written all the same.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.chat import wording
from bot.chat.discord.cards import Card, render
from bot.chat.discord.forms import Form, answer_form, confirm_form, forget_form, gap_form, reason_form
from bot.messages import AskReason, Plain, ShowCitations, ShowProbeResult, ShowReference, ShowRound
from bot.progress_picture import draw_progress
from bot.turns.rating import REASONS
from tests.platforms.browser import find_browser, take
from tests.platforms.discord_page import form_page, message_page
from tests.platforms.sample_replies import GRADE, HOME, HOME_TEXT, PROGRESS, QUESTION, REGISTRY, SAMPLES, WIKI

WIDE, PHONE = 640, 390
_NASTY = (
    "# Not a heading\n- not a list\n1. nor this\n> nor a quote, **bold** or ||hidden||; @everyone <@80351110224678912> "
    "<t:1618953630:R> </practice:6>, :tada: and [a link](https://evil.example/**) or discord.gg/abc, `code` and "
    "```more```"
)
REPLIES: dict[str, tuple[Plain, ...]] = {
    **SAMPLES,
    "after": (
        ShowProbeResult(
            False, "A guard metric with a limit decides.", "Stop the rollout as soon as one leaves its band."
        ),
        ShowReference("Mirror the traffic first.\n\nThen a canary, which grows in steps.", (REGISTRY, WIKI), ""),
        ShowCitations((REGISTRY, WIKI)),
        AskReason(REASONS),
    ),
    "nasty": (ShowReference(_NASTY, (replace(WIKI, title=_NASTY),), _NASTY),),
}


def pages(picture: str) -> Iterator[tuple[str, str, int]]:
    """Name, HTML and width of each page; `picture` is the address of the drawing."""
    for name, replies in REPLIES.items():
        shown = [card for reply in replies for card in render(_in_discord(reply))]
        yield name, message_page(map(_sent, shown), picture), WIDE
        yield f"{name}_phone", message_page(map(_sent, shown), picture, phone=True), PHONE
    for name, reply in (("progress_picture", SAMPLES["progress"][0]), ("home", HOME)):
        yield name, message_page(map(_sent, render(reply, picture=True)), picture), WIDE
    yield "home_text_phone", message_page(map(_sent, render(HOME_TEXT)), picture, phone=True), PHONE
    for name, form in _forms().items():
        yield name, form_page(form.to_dict()), WIDE


def _forms() -> dict[str, Form]:
    live = wording.publish_text("20260302-0841", "/rollback")
    return {
        "answer_form": answer_form("question:q1", f"### {QUESTION}"),
        "reason_form": reason_form(f"grade:{GRADE.attempt_id}"),
        "gap_form": gap_form("g1", "How do I price a feature store?"),
        "confirm_form": confirm_form("/ingest publish 20260302-0841", "", wording.PUBLISH_TITLE, live),
        "forget_form": forget_form(),
    }


def _in_discord(reply: Plain) -> Plain:
    named = ("discord:80351110224678912", "discord:80351110224678913")
    return replace(reply, named=named) if isinstance(reply, ShowRound) else reply


def _sent(card: Card) -> Any:
    return card.view(1).to_components()  # type: ignore[no-untyped-call]


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    drawing = out / "progress_drawing.png"
    draw_progress(PROGRESS, drawing)
    browser = find_browser()
    for name, html, width in pages(drawing.resolve().as_uri()):
        page = out / f"{name}.html"
        page.write_text(html, encoding="utf-8")
        if browser is not None:
            take(page, out / f"{name}.png", browser, width)
            print(out / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
