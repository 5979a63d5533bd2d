"""What admins see: an ingest as it goes, what it would change, and the questions that nothing answers."""

from collections.abc import Iterable
from dataclasses import replace

from slack_sdk.models.blocks import ButtonElement

from bot.admin_messages import IngestedSource, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.escape import clean
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

_BAR = 20
_MOST_DROPPED = 20


def ingest(reply: ShowIngest) -> Rendered:
    match reply.state:
        case "running":
            return packed([*paragraph(reply.step or "starting", "Ingesting:"), *_bar(reply.done, reply.total)])
        case "ready" if reply.outcome is not None:
            return packed(_outcome(reply.outcome))
        case "ready":
            return packed(paragraph(reply.step or "A new generation is ready to publish or discard."))
        case "same":
            return packed(paragraph("Nothing differs from what is served now."))
        case "published" | "discarded":
            name = reply.outcome.generation if reply.outcome else reply.step
            return packed(paragraph(f"Generation {name} was {reply.state}."))
        case "failed":
            return packed(paragraph(reply.step or "no reason was given", "The ingest failed:"))


def _bar(done: int, total: int) -> tuple[Part, ...]:
    if total <= 0:
        return ()
    full = round(_BAR * min(max(done / total, 0), 1))
    bar = note(f"{'█' * full}{'░' * (_BAR - full)} {done} of {total}", stays=True)
    # A bar is read out block by block.
    return tuple(replace(part, text=f"{done} of {total}") for part in bar)


def _outcome(outcome: IngestOutcome) -> Iterable[Part]:
    name = outcome.generation
    yield from paragraph(f"Generation {name} is ready. Nothing is live yet.", strong=True)
    changes = f"{outcome.added} added · {outcome.changed} changed · {outcome.removed} removed"
    yield from paragraph(f"{changes} · {outcome.unchanged} unchanged", "Questions and passages:")
    if outcome.unanswered:
        drafted = f", {outcome.drafted} of them drafted for approval" if outcome.drafted else ""
        yield from paragraph(f"{_count(outcome.unanswered, 'question')} without an answer{drafted}", "Gaps:")
    for error in outcome.errors:
        yield from paragraph(error, "Not read:")
    unchanged = [source for source in outcome.sources if source.unchanged and not source.dropped]
    for source in outcome.sources:
        if source not in unchanged:
            yield from _source(source)
    if unchanged:
        yield from note(f"Unchanged: {', '.join(source.path for source in unchanged)}")
    about = f"generation:{name}"
    live = f"Everybody is asked from generation {name} from now on. /coach rollback brings back the one before."
    yield buttons(
        say_button(
            "Publish",
            f"/ingest publish {name}",
            about,
            action="publish",
            style="primary",
            confirm=ask_confirm("Publish this generation?", live, "Publish"),
        ),
        say_button("Discard", f"/ingest discard {name}", about, action="discard"),
    )


def _source(source: IngestedSource) -> Iterable[Part]:
    counts = f"{_count(source.questions, 'question')}, {source.answered} answered, {_count(source.passages, 'passage')}"
    yield from paragraph(counts, f"{clean(source.path)}:")
    dropped = [f"Left out, {why}" for why in source.dropped[:_MOST_DROPPED]]
    if len(source.dropped) > _MOST_DROPPED:
        dropped.append(f"and {len(source.dropped) - _MOST_DROPPED} more left out")
    if dropped:
        yield from note("\n".join(dropped), stays=True)


def gaps(reply: ShowGaps) -> Rendered:
    if not reply.gaps:
        return packed(paragraph("No gaps: everything that was asked has an answer."))
    shown = f", the first {len(reply.gaps)}" if reply.total > len(reply.gaps) else ""
    parts = [*paragraph(f"{_count(reply.total, 'open gap')}{shown}", strong=True)]
    for number, gap in enumerate(reply.gaps, 1):
        if number > 1:
            parts.append(line_between())
        parts += _gap(number, gap)
    return packed(parts)


def _gap(number: int, gap: OpenGap) -> Iterable[Part]:
    yield from paragraph(gap.question, f"{number}.")
    if gap.kind == "asked":
        times = "once" if gap.times == 1 else f"{gap.times} times"
        yield from note(f"Asked {times}, with no answer found.", stays=True)
    else:
        yield from note("A document asks this without an answer.", stays=True)
    if gap.draft:
        yield from quote(gap.draft, "Draft:")
        yield from citation_notes(gap.citations)
    about = f"gap:{gap.id}"
    approve = say_button(
        "Approve the draft",
        f"/gaps approve {gap.id}",
        about,
        action=f"approve-{number}",
        style="primary",
        confirm=ask_confirm("Approve this draft?", "Learners are graded against it from now on.", "Approve"),
    )
    write = ButtonElement(
        text=plain("Write the answer"),
        action_id=f"{ANSWER_GAP}:{number}",
        value=press_value("", about, question=clean(gap.question)),
    )
    close = say_button("Close", f"/gaps close {gap.id}", about, action=f"close-{number}", spoken_label="Close this gap")
    yield buttons(*([approve] if gap.draft else []), write, close)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
