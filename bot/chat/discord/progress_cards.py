"""A learner's progress and their own page: the picture with its words, or bars in a fixed width."""

from collections.abc import Iterable

from bot.admin_messages import AdminGlance
from bot.chat import admin_wording, wording
from bot.chat.discord.card import LONGEST_ALT, Card, Line, Part, Picture, Row, cards
from bot.chat.discord.parts import BLUE, DANGER, MAIN, headline, note, paragraph, preformatted, press, row
from bot.chat.plain_text import percent
from bot.chat.text import clean, shortened
from bot.messages import ShowHome
from bot.practice.progress import Progress, TopicProgress
from bot.progress_picture import progress_alt_text

# What a phone shows of a fixed width without breaking the line is about 36 characters.
_BAR, _NAME = 8, 14


def progress(shown: Progress, *, picture: bool) -> tuple[Card, ...]:
    if not shown.attempts:
        return cards([*paragraph(wording.NOTHING_PRACTISED), *_start("Start")], BLUE)
    seen = [_picture(shown)] if picture else _bars(shown)
    return cards([*note(wording.habits(shown), stays=False), *seen, *_start(wording.practise(shown))], BLUE)


def home(reply: ShowHome, *, picture: bool) -> tuple[Card, ...]:
    return cards(_home(reply, picture=picture), BLUE)


def _home(reply: ShowHome, *, picture: bool) -> Iterable[Part]:
    yield from headline(wording.due(reply))
    if reply.progress.attempts:
        yield from note(wording.habits(reply.progress))
    if reply.in_session:
        yield from paragraph(wording.WAITING)
    label = "Go on" if reply.in_session else "Start"
    yield from row(press(label, "say", "/practice", "", style=MAIN), press("Mock interview", "say", "/mock", ""))
    if reply.progress.attempts:
        yield from _standing(reply.progress) if picture else _bars(reply.progress)
    if reply.glance is not None:
        yield from _glance(reply.glance)


def _standing(shown: Progress) -> Iterable[Part]:
    """The picture stands in the first message, to which it is attached; in words too, for it is small on a phone."""
    yield _picture(shown)
    yield from paragraph(wording.strengths(shown), wording.STRENGTHS)
    if shown.calibration is not None:
        yield from paragraph(wording.confidence(shown.calibration), wording.CONFIDENCE)


def _picture(shown: Progress) -> Picture:
    return Picture(shortened(clean(progress_alt_text(shown)), LONGEST_ALT))


def _bars(shown: Progress) -> list[Part]:
    met = [topic for topic in shown.topics if topic.met]
    width = min(max((len(_name(topic)) for topic in met), default=0), _NAME)
    parts: list[Part] = [*preformatted("\n".join(_bar(topic, width) for topic in met))]
    parts += note(*(_details(topic) for topic in met), stays=False)
    unmet = [topic.topic or "no topic" for topic in shown.topics if not topic.met]
    if unmet:
        parts += paragraph(", ".join(unmet), "Not met yet:")
    if shown.calibration is not None:
        parts += paragraph(wording.confidence(shown.calibration), wording.CONFIDENCE)
    return parts


def _name(topic: TopicProgress) -> str:
    """A topic may be a whole headline of somebody's document."""
    return shortened(clean(topic.topic), _NAME, len) or "no topic"


def _bar(topic: TopicProgress, width: int) -> str:
    full = round(min(max(topic.strength, 0), 1) * _BAR)
    return f"{_name(topic):<{width}} {'█' * full}{'░' * (_BAR - full)} {percent(topic.strength):>5}"


def _details(topic: TopicProgress) -> str:
    score = f" · {percent(topic.mean_score)} on average" if topic.mean_score is not None else ""
    due = f" · {topic.due} due" if topic.due else ""
    return f"{topic.topic or 'no topic'}: {topic.met} of {wording.count(topic.questions, 'question')} met{score}{due}"


def _start(label: str) -> tuple[Row, ...]:
    return row(press(label, "say", "/practice", "", style=MAIN))


def _glance(glance: AdminGlance) -> Iterable[Part]:
    yield Line()
    yield from headline(admin_wording.FOR_ADMINS)
    for number, (label, said) in enumerate(admin_wording.corpus(glance)):
        yield from paragraph(said, label, stays=number > 0)
    back = press("Roll back", "sure", "/rollback", f"generation:{glance.generation}", style=DANGER)
    yield from row(press(f"Gaps ({glance.gaps})", "say", "/gaps", ""), back)
