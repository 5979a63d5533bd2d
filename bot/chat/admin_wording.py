"""What the coach says to admins around other people's words, the same on every platform."""

from bot.admin_messages import AdminGlance, IngestedSource, IngestOutcome, OpenGap, ShowGaps
from bot.chat.wording import count

FOR_ADMINS = "For admins"
NO_GAPS = "No gaps: everything that was asked has an answer."
DRAFT = "Draft:"
INGESTING, INGEST_STARTS = "Ingesting:", "starting"
INGEST_FAILED, NO_REASON = "The ingest failed:", "no reason was given"
INGEST_READY = "A new generation is ready to publish or discard."
NOTHING_DIFFERS = "Nothing differs from what is served now."
CHANGED_ITEMS, GAPS, NOT_READ = "Questions and passages:", "Gaps:", "Not read:"
QUARANTINE, LOOK_AT = "Quarantine:", "Look at:"
_MOST_DROPPED = 20


def corpus(glance: AdminGlance) -> tuple[tuple[str, str], ...]:
    """What is served and how it goes, as labels and what stands after them."""
    lines = [
        (
            f"Corpus {glance.generation}:",
            f"{count(glance.questions, 'question')} from {count(glance.sources, 'source')}",
        ),
        ("Ratings:", f"{glance.up} up, {glance.down} down"),
    ]
    return (*lines, ("Failed:", f"{count(glance.failed, 'message')} given up on")) if glance.failed else tuple(lines)


def generation_ready(outcome: IngestOutcome) -> str:
    return f"Generation {outcome.generation} is ready. Nothing is live yet."


def changes(outcome: IngestOutcome) -> str:
    changed = f"{outcome.added} added · {outcome.changed} changed · {outcome.removed} removed"
    return f"{changed} · {outcome.unchanged} unchanged"


def without_answer(outcome: IngestOutcome) -> str:
    drafted = f", {outcome.drafted} of them drafted for approval" if outcome.drafted else ""
    return f"{count(outcome.unanswered, 'question')} without an answer{drafted}"


def source_counts(source: IngestedSource) -> str:
    return f"{count(source.questions, 'question')}, {source.answered} answered, {count(source.passages, 'passage')}"


def left_out(source: IngestedSource) -> str:
    """A line each; empty where nothing was left out."""
    dropped = [f"Left out, {why}" for why in source.dropped[:_MOST_DROPPED]]
    if len(source.dropped) > _MOST_DROPPED:
        dropped.append(f"and {len(source.dropped) - _MOST_DROPPED} more left out")
    return "\n".join(dropped)


def split_unchanged(outcome: IngestOutcome) -> tuple[list[IngestedSource], list[IngestedSource]]:
    """The sources to show one by one, and those of which the names are enough."""
    unchanged = [source for source in outcome.sources if source.unchanged and not source.dropped]
    return [source for source in outcome.sources if source not in unchanged], unchanged


def gaps_head(reply: ShowGaps) -> str:
    shown = f", the first {len(reply.gaps)}" if reply.total > len(reply.gaps) else ""
    return f"{count(reply.total, 'open gap')}{shown}"


def gap_origin(gap: OpenGap) -> str:
    if gap.kind == "unanswered":
        return "A document asks this without an answer."
    times = "once" if gap.times == 1 else f"{gap.times} times"
    return f"Asked {times}, with no answer found. Ingest a document that answers it, then close it."
