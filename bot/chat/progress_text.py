"""A learner's progress as lines of text with small bars: what people would rather look at than read."""

from bot.practice.calibration import Calibration
from bot.practice.progress import Progress, TopicProgress

_BAR = 10


def progress_text(progress: Progress) -> str:
    if not progress.attempts:
        return "Nothing practised yet. `practice` asks the first question."
    head = [f"{_count(progress.attempts, 'answer')}"]
    if progress.mean_score is not None:
        head.append(f"{_percent(progress.mean_score)} on average")
    head.append(f"{_count(progress.due_now, 'review')} due, {progress.due_this_week} within a week")
    head.append(f"streak {_count(progress.streak, 'day')}")
    lines = [" · ".join(head), f"Corpus {_bar(progress.strength)} {_percent(progress.strength)} expected to be known"]
    met = [topic for topic in progress.topics if topic.met]
    width = max((len(_name(topic)) for topic in met), default=0)
    lines += [_topic(topic, width) for topic in met]
    unmet = [_name(topic) for topic in progress.topics if not topic.met]
    if unmet:
        lines.append(f"Not met yet: {', '.join(unmet)}")
    if progress.calibration is not None:
        lines += _calibration(progress.calibration)
    return "\n".join(lines)


def _name(topic: TopicProgress) -> str:
    """A topic may be a whole headline of somebody's document."""
    name = topic.topic or "no topic"
    return name if len(name) <= 28 else name[:27].rstrip() + "…"


def _topic(topic: TopicProgress, width: int) -> str:
    score = f" · {_percent(topic.mean_score)} on average" if topic.mean_score is not None else ""
    due = f" · {topic.due} due" if topic.due else ""
    met = f"{topic.met} of {_count(topic.questions, 'question')} met"
    return f"  {_name(topic):<{width}} {_bar(topic.strength)} {_percent(topic.strength):>5} · {met}{score}{due}"


def _calibration(calibration: Calibration) -> list[str]:
    lean = "over-confident" if calibration.bias > 0.05 else "under-confident" if calibration.bias < -0.05 else "fitting"
    lines = [f"Confidence: {lean} (Brier {calibration.brier:.2f} over {_count(calibration.answers, 'answer')})"]
    lines += [
        f"  when {_percent(bucket.mean_confidence)} sure: {_percent(bucket.mean_score)} scored "
        f"({_count(bucket.answers, 'answer')})"
        for bucket in calibration.buckets
    ]
    return lines


def _bar(share: float) -> str:
    full = round(share * _BAR)
    return "█" * full + "░" * (_BAR - full)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
