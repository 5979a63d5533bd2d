"""A learner's progress as one PNG, and the same in words for who cannot see it."""

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.practice.calibration import Calibration
from bot.practice.progress import Progress, TopicProgress

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Told apart by people who see colours differently: Okabe and Ito, "Color Universal Design" (2008).
STRONG, PALE, WARM = "#0072B2", "#CFE3EF", "#D55E00"
INK, FAINT = "#22303C", "#8A97A3"
MOST_TOPICS = 30
_FEWEST_ROWS = 12
_LONGEST_NAME = 22
_WEEKS = 12
# A style is set for the whole process while a picture is drawn.
_ONE_AT_A_TIME = Lock()
# matplotlib types a style by the names of all its settings.
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#C5CED6",
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.axisbelow": True,
    "grid.color": "#E6EBEF",
}


def draw_progress(progress: Progress, file: Path | BinaryIO) -> None:
    """Writes a PNG about 1300 pixels wide. Needs no display, and may run in any thread. Raises OSError."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = _shown(progress)
    with _ONE_AT_A_TIME, mpl.rc_context(_STYLE):
        figure = Figure(figsize=(11.8, max(7.8, 2.2 + 0.29 * len(shown))), dpi=110, facecolor="white")
        FigureCanvasAgg(figure)
        height = float(figure.get_figheight())
        figure.text(0.035, 1 - 0.42 / height, "Interview practice", fontsize=17, fontweight="bold", va="center")
        figure.text(0.035, 1 - 0.8 / height, _headline(progress), fontsize=11, color="#51606D", va="center")
        grid = figure.add_gridspec(
            3,
            2,
            width_ratios=(1.05, 1),
            height_ratios=(1, 1.25, 1),
            left=0.15,
            right=0.97,
            top=1 - 1.45 / height,
            bottom=0.55 / height,
            wspace=0.2,
            hspace=0.62,
        )
        _draw_topics(figure.add_subplot(grid[:, 0]), shown, len(progress.topics) - len(shown))
        _draw_due(figure.add_subplot(grid[0, 1]), progress)
        _draw_calibration(figure.add_subplot(grid[1, 1]), progress.calibration)
        _draw_weeks(figure.add_subplot(grid[2, 1]), progress)
        figure.savefig(file, format="png", metadata={"Description": progress_alt_text(progress), "Software": None})


def progress_alt_text(progress: Progress) -> str:
    """One paragraph that says what the picture shows."""
    if not progress.attempts:
        return "Progress: nothing practised yet."
    met = [topic for topic in reversed(progress.topics) if topic.met]
    sentences = [f"Progress: {_headline(progress)}"]
    if met:
        strengths = ", ".join(f"{topic.topic} {_percent(topic.strength)}" for topic in met)
        sentences.append(f"Strength by topic: {strengths}")
    unmet = len(progress.topics) - len(met)
    if unmet:
        sentences.append(f"{_count(unmet, 'topic')} not met yet")
    if progress.calibration is not None:
        sentences.append(f"Confidence: {_lean(progress.calibration)}")
    return ". ".join(sentences) + "."


def _shown(progress: Progress) -> list[TopicProgress]:
    """Strongest first, then those not met yet by name; the strongest are left out where there are too many."""
    met = [topic for topic in reversed(progress.topics) if topic.met]
    unmet = sorted((topic for topic in progress.topics if not topic.met), key=lambda topic: topic.topic)
    return (met[-MOST_TOPICS:] + unmet)[:MOST_TOPICS]


def _draw_topics(axes: "Axes", topics: list[TopicProgress], left_out: int) -> None:
    axes.set_title(f"{len(topics)} of {len(topics) + left_out} topics" if left_out else "Strength by topic")
    places = range(len(topics))
    axes.barh(places, [100 * topic.coverage for topic in topics], color=PALE, height=0.62, label="asked")
    axes.barh(
        places, [100 * topic.strength for topic in topics], color=STRONG, height=0.62, label="expected to be known"
    )
    for place, topic in zip(places, topics, strict=True):
        if topic.met:
            note = _percent(topic.strength) + (f" · {topic.due} due" if topic.due else "")
            axes.text(100 * topic.coverage + 1.5, place, note, va="center", fontsize=9)
    axes.set_yticks(places, [_short(topic.topic) or "no topic" for topic in topics])
    for label, topic in zip(axes.get_yticklabels(), topics, strict=True):
        label.set_color(INK if topic.met else FAINT)
    axes.set_ylim(max(len(topics), _FEWEST_ROWS) - 0.4, -0.6)
    axes.set_xlim(0, 118)
    axes.set_xticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100 %"])
    axes.grid(axis="x")
    axes.spines[["left", "bottom"]].set_visible(False)
    look: dict[str, Any] = {"frameon": False, "fontsize": 9, "handlelength": 1.2, "columnspacing": 1.2}
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.995), ncols=2, borderaxespad=0.2, **look)


def _draw_due(axes: "Axes", progress: Progress) -> None:
    axes.set_title("Reviews due")
    names = ["now", "today", *(f"{day.day:%a} {day.day.day}" for day in progress.due_days[1:])]
    counts = [progress.due_now, *(day.questions for day in progress.due_days)]
    names[1] = "later\ntoday"
    bars = axes.bar(names, counts, color=[WARM] + [STRONG] * (len(counts) - 1), width=0.6)
    axes.bar_label(bars, [str(count) if count else "" for count in counts], padding=2, fontsize=9)
    axes.set_ylim(0, max(*counts, 4) * 1.2)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=9)
    axes.spines["left"].set_visible(False)


def _draw_calibration(axes: "Axes", calibration: Calibration | None) -> None:
    axes.set_title("Confidence" + (f": {_lean(calibration)}" if calibration else ""))
    axes.plot([0, 100], [0, 100], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.set(xlim=(0, 104), ylim=(0, 109), xlabel="how sure you were (%)", ylabel="score (%)")
    axes.set_xticks(range(0, 101, 20))
    axes.set_yticks(range(0, 101, 25))
    axes.grid()
    if calibration is None:
        _say_nothing_yet(axes, "State how sure you are before the grade,\nand this shows whether you were right to be.")
        return
    buckets = calibration.buckets
    stated = [100 * bucket.mean_confidence for bucket in buckets]
    scored = [100 * bucket.mean_score for bucket in buckets]
    axes.plot(stated, scored, color=STRONG, linewidth=1.5)
    sizes = [40 + 160 * bucket.answers / calibration.answers for bucket in buckets]
    axes.scatter(stated, scored, s=sizes, color=STRONG, edgecolor="white", linewidth=1.2, zorder=3, clip_on=False)
    for x, y, bucket in zip(stated, scored, buckets, strict=True):
        # Away from the diagonal, which the numbers would otherwise cover.
        offset, side = ((7, -11), "left") if y <= x else ((-7, 6), "right")
        if x > 85 and y <= x:
            offset, side = (-2, -19), "center"
        count = _count(bucket.answers, "answer")
        axes.annotate(count, (x, y), xytext=offset, textcoords="offset points", ha=side, fontsize=8)


def _draw_weeks(axes: "Axes", progress: Progress) -> None:
    axes.set_title("Average score by week")
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100], ["0", "50", "100 %"])
    axes.grid(axis="y")
    weeks = [(week, week.mean_score) for week in progress.weeks if week.mean_score is not None][-_WEEKS:]
    if not weeks:
        axes.set_xticks([])
        _say_nothing_yet(axes, "Your first grade starts this line.")
        return
    names = [f"{week.monday.day} {week.monday:%b}" for week, _ in weeks]
    axes.plot(names, [100 * score for _, score in weeks], color=STRONG, linewidth=1.5, marker="o", markersize=6)
    axes.margins(x=0.08)
    axes.tick_params(axis="x", labelsize=9)


def _say_nothing_yet(axes: "Axes", words: str) -> None:
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 6}
    middle = (0.5, 0.5)
    axes.text(*middle, words, transform=axes.transAxes, ha="center", va="center", color=FAINT, fontsize=9.5, bbox=look)


def _headline(progress: Progress) -> str:
    if not progress.attempts:
        return "Nothing practised yet"
    parts = [_count(progress.attempts, "answer")]
    if progress.mean_score is not None:
        parts.append(f"{_percent(progress.mean_score)} on average")
    parts.append(f"{_percent(progress.strength)} of all topics expected to be known")
    parts.append(f"{_count(progress.due_now, 'review')} due")
    parts.append(f"streak {_count(progress.streak, 'day')}")
    return " · ".join(parts)


def _lean(calibration: Calibration) -> str:
    points = round(100 * abs(calibration.bias))
    if points <= 5:
        return "you judge yourself well"
    return f"{points} points {'over' if calibration.bias > 0 else 'under'}-confident"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
