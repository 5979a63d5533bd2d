"""What admins see: an ingest as it goes, what it would change, and the questions that nothing answers."""

from collections.abc import Iterable

from bot.admin_messages import IngestedSource, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.chat import admin_wording
from bot.chat.discord.card import Card, Line, Part, Words, cards
from bot.chat.discord.parts import (
    BLUE,
    GREEN,
    GREY,
    MAIN,
    RED,
    headline,
    note,
    notes_of,
    paragraph,
    press,
    quote,
    row,
)
from bot.chat.shared_text import kept_apart

# Components from this number on hold the questions of gaps, for the form that repeats one.
GAP_TEXT = 1000
_BAR = 20


def ingest(reply: ShowIngest) -> tuple[Card, ...]:
    match reply.state:
        case "running":
            step = paragraph(reply.step or admin_wording.INGEST_STARTS, admin_wording.INGESTING)
            return cards([*step, *_bar(reply.done, reply.total)], BLUE)
        case "ready" if reply.outcome is not None:
            return cards(_outcome(reply.outcome), GREEN)
        case "ready":
            return cards(paragraph(reply.step or admin_wording.INGEST_READY), GREEN)
        case "same":
            return cards(paragraph(admin_wording.NOTHING_DIFFERS), GREY)
        case "published" | "discarded":
            name = reply.outcome.generation if reply.outcome else reply.step
            return cards(paragraph(f"Generation {name} was {reply.state}."), GREY)
        case "failed":
            return cards(paragraph(reply.step or admin_wording.NO_REASON, admin_wording.INGEST_FAILED), RED)


def _bar(done: int, total: int) -> tuple[Words, ...]:
    if total <= 0:
        return ()
    full = round(_BAR * min(max(done / total, 0), 1))
    counted = f"{done} of {total}"
    return (Words(f"`{'█' * full}{'░' * (_BAR - full)}` {counted}", counted, stays=True),)


def _outcome(outcome: IngestOutcome) -> Iterable[Part]:
    name = outcome.generation
    yield from headline(admin_wording.generation_ready(outcome))
    yield from paragraph(admin_wording.changes(outcome), admin_wording.CHANGED_ITEMS)
    if outcome.unanswered:
        yield from paragraph(admin_wording.without_answer(outcome), admin_wording.GAPS, stays=True)
    if outcome.quarantined:
        yield from paragraph(kept_apart(outcome.quarantined), admin_wording.QUARANTINE, stays=True)
    for sentence in outcome.look_at:
        yield from paragraph(sentence, admin_wording.LOOK_AT)
    for error in outcome.errors:
        yield from paragraph(error, admin_wording.NOT_READ)
    changed, unchanged = admin_wording.split_unchanged(outcome)
    for source in changed:
        yield from _source(source)
    if unchanged:
        yield from note(f"Unchanged: {', '.join(source.path for source in unchanged)}", stays=False)
    about = f"generation:{name}"
    publish = press("Publish", "sure", f"/ingest publish {name}", about, style=MAIN)
    yield from row(publish, press("Discard", "say", f"/ingest discard {name}", about))


def _source(source: IngestedSource) -> Iterable[Part]:
    yield from paragraph(admin_wording.source_counts(source), f"{source.path}:")
    yield from note(admin_wording.left_out(source))


def gaps(reply: ShowGaps) -> tuple[Card, ...]:
    if not reply.gaps:
        return cards(paragraph(admin_wording.NO_GAPS), GREY)
    parts: list[Part] = [*headline(admin_wording.gaps_head(reply))]
    for number, gap in enumerate(reply.gaps, 1):
        if number > 1:
            parts.append(Line())
        parts += _gap(number, gap)
    return cards(parts, GREY)


def _gap(number: int, gap: OpenGap) -> Iterable[Part]:
    first, *others = paragraph(gap.question, f"{number}.") or (Words(f"**{number}.**", f"{number}."),)
    yield Words(first.markdown, first.text, id=GAP_TEXT + number)
    yield from others
    yield from note(admin_wording.gap_origin(gap))
    if gap.draft:
        yield from quote(gap.draft, admin_wording.DRAFT)
        yield from notes_of(gap.citations)
    about = f"gap:{gap.id}"
    if gap.kind == "asked":
        yield from row(press("Close", "say", f"/gaps close {gap.id}", about))
        return
    approve = press("Approve the draft", "sure", f"/gaps approve {gap.id}", about, style=MAIN) if gap.draft else ()
    yield from row(approve, press("Write the answer", "gap", gap.id))
