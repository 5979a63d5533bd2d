"""An ingest in chat says how much is in quarantine and what to look at, on every platform."""

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


@pytest.mark.parametrize("show", [shared_text, slack_ingest, discord_ingest], ids=["text", "slack", "discord"])
def test_the_outcome_of_an_ingest_says_what_to_look_at(show: object) -> None:
    assert callable(show)
    sentence = "a.md says 30 days, but b.md says 90 days"
    assert sentence in str(show(ShowIngest("ready", outcome=replace(OUTCOME, look_at=(sentence,)))))


def test_of_what_to_look_at_the_first_of_each_kind_are_told_and_the_rest_is_counted() -> None:
    numbers = dict.fromkeys(("added", "changed", "removed", "unchanged", "drafted", "seconds", "quarantined"), 0)
    sides = {name: {"where": f"{name}.md:1-1", "sentence": f"{name} days."} for name in ("one", "other")}
    thin = {"where": "a.md:3-4", "question": "Is it safe?"}
    quality = {"contradictions": [sides], "stale": [{"path": "b.md", "days": 900}], "thin": [thin] * 5}
    report = {"generation": "g", "sources": [], "errors": [], "quality": quality, **numbers}
    found = outcome_of(report).look_at
    assert found[0] == "one.md:1-1 says “one days.”, but other.md:1-1 says “other days.”"
    assert found[1] == "b.md was last changed 900 days ago"
    assert found[2:5] == ("a.md:3-4 has an answer too thin to grade by: Is it safe?",) * 3
    assert found[5].startswith("and 2 more")


def test_the_count_comes_from_the_report() -> None:
    numbers = dict.fromkeys(("added", "changed", "removed", "unchanged", "drafted", "seconds"), 0)
    report = {"generation": "g", "sources": [], "errors": [], "quarantined": 2, **numbers}
    assert outcome_of(report).quarantined == 2
