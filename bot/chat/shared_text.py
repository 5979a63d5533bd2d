"""As plain text: a learner's home page, and what admins see."""

from typing import assert_never

from bot.admin_messages import AdminGlance, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.chat.progress_text import progress_text
from bot.messages import ShowHome


def shared_text(reply: ShowHome | ShowIngest | ShowGaps) -> str:
    match reply:
        case ShowHome(progress, in_session, glance):
            open_now = "A question is waiting for you: `practice` goes on." if in_session else ""
            return "\n".join(part for part in (progress_text(progress), open_now, _glance(glance)) if part)
        case ShowIngest():
            return _ingest(reply)
        case ShowGaps(gaps, total):
            head = f"{total} open gaps" + (f", the first {len(gaps)}:" if total > len(gaps) else ":")
            return "\n".join([head, *map(_gap, gaps)]) if gaps else "No gaps: everything that was asked has an answer."
    assert_never(reply)


def _glance(glance: AdminGlance | None) -> str:
    if glance is None:
        return ""
    return (
        f"Corpus {glance.generation}: {glance.questions} questions of {glance.sources} sources · {glance.gaps} gaps · "
        f"{glance.up} up, {glance.down} down · {glance.failed} messages failed"
    )


def _ingest(reply: ShowIngest) -> str:
    match reply.state:
        case "running":
            return f"Ingesting: {reply.step}" + (f" {reply.done} of {reply.total}" if reply.total else "")
        case "ready":
            assert reply.outcome is not None
            return _outcome(reply.outcome) + "\nNothing is live yet: publish or discard it."
        case "same":
            return "Nothing differs from what is served now."
        case "published" | "discarded":
            return f"Generation {reply.outcome.generation if reply.outcome else reply.step} was {reply.state}."
        case "failed":
            return f"The ingest failed: {reply.step}"


def _outcome(outcome: IngestOutcome) -> str:
    lines = [
        f"Generation {outcome.generation}: {outcome.added} added, {outcome.changed} changed, "
        f"{outcome.removed} removed, {outcome.unchanged} unchanged; "
        f"{outcome.unanswered} questions without an answer, {outcome.drafted} drafted."
    ]
    for source in outcome.sources:
        same = " (unchanged)" if source.unchanged else ""
        lines.append(f"  {source.path}: {source.questions} questions, {source.answered} answered{same}")
        lines += [f"      left out, {dropped}" for dropped in source.dropped]
    if outcome.quarantined:
        lines.append(f"  {kept_apart(outcome.quarantined)}")
    lines += [f"  Look at: {sentence}" for sentence in outcome.look_at]
    return "\n".join([*lines, *(f"  Not read: {error}" for error in outcome.errors)])


def kept_apart(pieces: int) -> str:
    """In the whole corpus; they are decided about on the machine, where what they say does no harm."""
    if pieces == 1:
        return "1 piece seems to speak to the model and is kept out: `coach quarantine` shows it where the coach runs."
    return (
        f"{pieces} pieces seem to speak to the model and are kept out: "
        "`coach quarantine` shows them where the coach runs."
    )


def _gap(gap: OpenGap) -> str:
    times = f" (asked {gap.times} times)" if gap.kind == "asked" else ""
    return f"  {gap.id} {gap.question}{times}" + (f"\n      draft: {gap.draft}" if gap.draft else "")
