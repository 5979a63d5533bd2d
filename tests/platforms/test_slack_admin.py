"""What admins do in Slack: documents in, seen before they are live; gaps, rollback, and who may not."""

import json

from tests.platforms.slack.workspace import Ephemeral, Message
from tests.platforms.slack_room import ADA, BEN, GENERAL, PRACTICE, Seen, SlackRoom, button, labels, only, text_of

REFUSED = "Only the coach's admins may do that."
DRAFTED = "What does a shadow deployment cost in compute?"
PROBES = f"""# Kubernetes probes

## What is a readiness probe?

A readiness probe tells the load balancer whether a pod can take traffic. A pod that fails it gets no requests until it
passes again. It differs from a liveness probe, which restarts the pod.

## Why do pods crash-loop?

## {DRAFTED}
"""
ASKED = "ask what is a readiness probe?"
UPLOADED = "uploaded/probes.md"


async def report(room: SlackRoom) -> Message:
    """What Ada sees of her ingest."""
    shown = only(await room.upload(ADA, "dm", "probes.md", PROBES, "ingest"))
    assert isinstance(shown, Message)
    return shown


async def answered(room: SlackRoom) -> str:
    return text_of(only(await room.slash(BEN, "dm", ASKED)))


async def audit(room: SlackRoom) -> list[tuple[str, bool]]:
    return [(verb, bool(allowed)) for verb, allowed in await room.rows("SELECT verb, allowed FROM audit ORDER BY 1")]


def words_of(shown: Seen, label: str) -> str:
    """What a press on this button says."""
    elements = (element for block in shown.blocks for element in block.get("elements", []))
    value = next(one["value"] for one in elements if one.get("action_id") == button(shown, label))
    return str(json.loads(value)["text"]).lstrip("/")


async def test_an_ingest_is_one_message_that_ends_in_a_report_to_publish_or_discard(room: SlackRoom) -> None:
    shown = await report(room)
    assert shown.past[0] == "Ingesting: fetching"
    lines = text_of(shown).splitlines()
    assert lines[0].endswith("is ready. Nothing is live yet.")
    assert lines[1].startswith("Questions and passages: ")
    assert "0 changed · 0 removed" in lines[1]
    assert lines[2].startswith("Gaps: ")
    assert any(line.startswith(f"{UPLOADED}: 3 questions, ") for line in lines)
    assert labels(shown) == ["Publish", "Discard"]
    # What is discarded never goes live.
    assert text_of(only(await room.press(ADA, shown, "Discard"))).endswith("was discarded.")
    assert "There is no such generation" in text_of(only(await room.press(ADA, shown, "Publish")))
    assert UPLOADED not in await answered(room)
    assert not [path for path in (room.settings.home / "uploads").rglob("*") if path.is_file()]


async def test_nothing_is_live_before_it_is_published(room: SlackRoom) -> None:
    shown = await report(room)
    assert UPLOADED not in await answered(room)
    assert text_of(*await room.slash(BEN, GENERAL, words_of(shown, "Publish"))) == REFUSED
    assert UPLOADED not in await answered(room)
    said = text_of(only(await room.press(ADA, shown, "Publish")))
    assert said.endswith("was published.")
    assert UPLOADED in await answered(room)
    assert "There is no such generation" in text_of(only(await room.press(ADA, shown, "Discard")))
    assert "20 sources" not in text_of(await room.home(ADA))
    back = text_of(only(await room.slash(ADA, "dm", "rollback")))
    assert "serves again, with 207 questions" in back
    assert UPLOADED not in await answered(room)
    assert sorted(await audit(room)) == [
        ("ingest", True),
        ("ingest publish", False),
        ("ingest publish", True),
        ("rollback", True),
    ]


async def test_a_gap_is_approved_or_answered_and_asked_from_then_on(room: SlackRoom) -> None:
    await room.press(ADA, await report(room), "Publish")
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    first, _, draft, *_ = text_of(gaps).splitlines()[1:]
    assert first == f"1. {DRAFTED}"
    assert draft.startswith("Draft: Shadow deployment runs a new model")
    said = only(await room.press(ADA, gaps, "Approve the draft"))
    assert text_of(said).startswith("Approved: learners are asked it from now on")
    left = only(await room.slash(ADA, "dm", "gaps"))
    assert text_of(left).startswith("1 open gap\n1. Why do pods crash-loop?\nA document asks this without an answer.")
    await room.press(ADA, left, "Write the answer")
    assert "Why do pods crash-loop?" in text_of(await room.slack.world.sees_modal(ADA))
    empty, _ = await room.submit(ADA, words="  ")
    assert empty.errors == {"answer": "Write an answer first."}
    _, (said,) = await room.submit(ADA, words="A pod crash-loops when its process ends again and again.")
    assert text_of(said).startswith("Approved: learners are asked it from now on")
    assert text_of(only(await room.slash(ADA, "dm", "gaps"))).startswith("No gaps")
    assert "its process ends again and again" in text_of(
        only(await room.slash(BEN, "dm", "ask why do pods crash-loop?"))
    )


async def test_who_is_no_admin_is_refused_where_only_they_see_it(room: SlackRoom) -> None:
    verbs = ("admin list", "channel grades", "daily off", "gaps", "ingest discard", "ingest publish", "rollback")
    for verb in verbs:
        more = {"channel grades": " thread", "ingest discard": " g", "ingest publish": " g"}.get(verb, "")
        refused = only(await room.slash(BEN, PRACTICE, verb + more))
        assert isinstance(refused, Ephemeral)
        assert (refused.user, text_of(refused)) == (BEN, REFUSED)
    assert await audit(room) == [(verb, False) for verb in verbs]
    assert await room.rows("SELECT DISTINCT learner FROM audit") == [(f"slack:T0LOOP:{BEN}",)]


async def test_a_document_of_somebody_else_is_not_even_fetched(room: SlackRoom) -> None:
    assert text_of(only(await room.upload(BEN, "dm", "probes.md", PROBES, "ingest"))) == REFUSED
    assert not (room.settings.home / "uploads").exists()


async def test_an_admin_makes_another_one_by_naming_them(room: SlackRoom) -> None:
    assert text_of(*await room.slash(ADA, GENERAL, f"admin add <@{BEN}|ben>")).endswith("is an admin now.")
    assert text_of(*await room.slash(BEN, GENERAL, "gaps")).startswith("No gaps")
    assert text_of(*await room.slash(ADA, GENERAL, f"admin remove <@{BEN}|ben>")).endswith("is no admin any more.")
    assert text_of(*await room.slash(BEN, GENERAL, "gaps")) == REFUSED


async def test_a_link_to_a_host_that_is_not_named_in_the_settings_is_refused(room: SlackRoom) -> None:
    for link in ("https://example.org/faq", "http://127.0.0.1/faq", "http://169.254.169.254/latest"):
        said = text_of(only(await room.slash(ADA, "dm", f"ingest {link}")))
        assert "the setting COACH_INGEST_HOSTS names the hosts that are (none)" in said


async def test_the_form_for_documents_takes_files(room: SlackRoom) -> None:
    assert await room.slash(ADA, "dm", "ingest") == []
    empty, _ = await room.submit(ADA)
    assert empty.errors == {"files": "Choose a file, or give a link below."}
    spaced, _ = await room.submit(ADA, link="two words")
    assert list(spaced.errors) == ["link"]
    shared = await room.slack.world.upload(ADA, "dm", "probes.md", PROBES.encode())
    await room.settle()
    _, seen = await room.submit(ADA, files=shared.files, link="")
    assert UPLOADED in text_of(only(seen))
    assert labels(only(seen)) == ["Publish", "Discard"]


async def test_documents_for_a_channel_are_shown_in_private(room: SlackRoom) -> None:
    said = only(await room.slash(ADA, GENERAL, "ingest https://example.org/faq"))
    assert isinstance(said, Ephemeral)
    assert "in a direct message" in text_of(said)
