"""What admins see: an ingest as it goes, what it would change, and the questions that nothing answers."""

from collections.abc import Iterable
from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from bot.admin_messages import IngestedSource, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.chat import admin_wording, wording
from bot.chat.shared_text import kept_apart
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.parts import (
    ANSWER_GAP,
    ask_confirm,
    buttons,
    line_between,
    note,
    paragraph,
    plain,
    press_value,
    quote,
    say_button,
)
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.chat.text import clean

_BAR = 20


def ingest(reply: ShowIngest) -> Rendered:
    match reply.state:
        case "running":
            step = paragraph(reply.step or admin_wording.INGEST_STARTS, admin_wording.INGESTING)
            return packed([*step, *_bar(reply.done, reply.total)])
        case "ready" if reply.outcome is not None:
            return packed(_outcome(reply.outcome))
        case "ready":
            return packed(paragraph(reply.step or admin_wording.INGEST_READY))
        case "same":
            return packed(paragraph(admin_wording.NOTHING_DIFFERS))
        case "published" | "discarded":
            name = reply.outcome.generation if reply.outcome else reply.step
            return packed(paragraph(f"Generation {name} was {reply.state}."))
        case "failed":
            return packed(paragraph(reply.step or admin_wording.NO_REASON, admin_wording.INGEST_FAILED))


def _bar(done: int, total: int) -> tuple[Part, ...]:
    if total <= 0:
        return ()
    full = round(_BAR * min(max(done / total, 0), 1))
    bar = note(f"{'█' * full}{'░' * (_BAR - full)} {done} of {total}", stays=True)
    # A bar is read out block by block.
    return tuple(replace(part, text=f"{done} of {total}") for part in bar)


def _outcome(outcome: IngestOutcome) -> Iterable[Part]:
    name = outcome.generation
    yield from paragraph(admin_wording.generation_ready(outcome), strong=True)
    yield from paragraph(admin_wording.changes(outcome), admin_wording.CHANGED_ITEMS)
    if outcome.unanswered:
        yield from paragraph(admin_wording.without_answer(outcome), admin_wording.GAPS)
    if outcome.quarantined:
        yield from paragraph(kept_apart(outcome.quarantined), admin_wording.QUARANTINE)
    for sentence in outcome.look_at:
        yield from paragraph(sentence, admin_wording.LOOK_AT)
    for error in outcome.errors:
        yield from paragraph(error, admin_wording.NOT_READ)
    changed, unchanged = admin_wording.split_unchanged(outcome)
    for source in changed:
        yield from _source(source)
    if unchanged:
        yield from note(f"Unchanged: {', '.join(source.path for source in unchanged)}")
    about = f"generation:{name}"
    live = wording.publish_text(name, "/coach rollback")
    yield buttons(
        say_button(
            "Publish",
            f"/ingest publish {name}",
            about,
            action="publish",
            style="primary",
            confirm=ask_confirm(wording.PUBLISH_TITLE, live, "Publish"),
        ),
        say_button("Discard", f"/ingest discard {name}", about, action="discard"),
    )


def _source(source: IngestedSource) -> Iterable[Part]:
    yield from paragraph(admin_wording.source_counts(source), f"{clean(source.path)}:")
    yield from note(admin_wording.left_out(source), stays=True)


def gaps(reply: ShowGaps) -> Rendered:
    if not reply.gaps:
        return packed(paragraph(admin_wording.NO_GAPS))
    parts = [*paragraph(admin_wording.gaps_head(reply), strong=True)]
    for number, gap in enumerate(reply.gaps, 1):
        if number > 1:
            parts.append(line_between())
        parts += _gap(number, gap)
    return packed(parts)


def _gap(number: int, gap: OpenGap) -> Iterable[Part]:
    yield from paragraph(gap.question, f"{number}.")
    yield from note(admin_wording.gap_origin(gap), stays=True)
    if gap.draft:
        yield from quote(gap.draft, admin_wording.DRAFT)
        yield from citation_notes(gap.citations)
    about = f"gap:{gap.id}"
    if gap.kind == "asked":
        close = f"/gaps close {gap.id}"
        yield buttons(say_button("Close", close, about, action=f"close-{number}", spoken_label="Close this gap"))
        return
    approve = say_button(
        "Approve the draft",
        f"/gaps approve {gap.id}",
        about,
        action=f"approve-{number}",
        style="primary",
        confirm=ask_confirm(wording.APPROVE_TITLE, wording.APPROVE_TEXT, "Approve"),
    )
    write = ButtonElement(
        text=plain("Write the answer"),
        action_id=f"{ANSWER_GAP}:{number}",
        value=press_value("", about, question=clean(gap.question)),
    )
    yield buttons(*([approve] if gap.draft else []), write)
