"""An ingest in chat says how much of the documents is in quarantine, on every platform."""

from dataclasses import replace

import pytest

from bot.admin_messages import ShowIngest
from bot.assemble.ingest_process import outcome_of
from bot.chat.discord.admin_cards import ingest as discord_ingest
from bot.chat.shared_text import shared_text
from bot.chat.slack.admin_blocks import ingest as slack_ingest
from tests.platforms.sample_replies import OUTCOME


@pytest.mark.parametrize("show", [shared_text, slack_ingest, discord_ingest], ids=["text", "slack", "discord"])
def test_the_outcome_of_an_ingest_counts_what_is_kept_out(show: object) -> None:
    assert callable(show)
    quiet = str(show(ShowIngest("ready", outcome=OUTCOME)))
    told = str(show(ShowIngest("ready", outcome=replace(OUTCOME, quarantined=3))))
    assert "coach quarantine" not in quiet
    assert "3 pieces seem to speak to the model" in told
    assert "coach quarantine" in told


def test_the_count_comes_from_the_report() -> None:
    numbers = dict.fromkeys(("added", "changed", "removed", "unchanged", "drafted", "seconds"), 0)
    report = {"generation": "g", "sources": [], "errors": [], "quarantined": 2, **numbers}
    assert outcome_of(report).quarantined == 2
