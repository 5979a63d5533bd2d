"""Conversation scripts: pages of Markdown that anyone can read, replayed through the real coach.

In an indented block, lines that start with `>` are what a learner says (several in a row are one message), and the
lines after them are exactly what must come back. A line that starts with `#` is a stage direction:

    # 20 minutes later   # 3 days later   the clock moves on; every message takes a minute by itself
    # ada speaks         another learner speaks from here on, in a conversation of their own where they are in private
    # restart            the coach's process is replaced by a new one
    # ingest FILE        an admin adds a document from material/
    # rollback           an admin goes back to the generation before
    # in #mlops          what follows is said in a channel; where a thread opens, it goes on in that thread
    # in the thread      back to the thread that was opened last
    # in private         back to a conversation alone with the coach
    # grades in thread   the channel is set so that everybody sees everybody's grades
    # on the last grade  the next words are a button or a reaction on it; also `first`, and `answer`, `question`
    # by the clock       the next words are said by the coach's own clock
    # dies while grading the coach is killed while it grades the next answer, and starts again
    # the model answers TEXT   what the language model says when it is asked next; a page without such a line has none
                         also: advises, asks, hints, reads, for feedback, follow-ups, hints and questions that follow
    # the model begins TEXT    the same, and no more than that comes of it
    # the model is away  from here on nothing comes of it
    # stops it           the next answer is stopped in the middle
    # comes again        the next words are the message that the learner sent before in the same words

A code that a learner is given is random; the page has ABCD-2345 in its place, see `codes.py`.

Before what only one person sees in a channel stands a line such as `(only ada sees)`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

_LATER = re.compile(r"# (\d+) (minute|hour|day)s? later")


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Later:
    span: timedelta


@dataclass(frozen=True, slots=True)
class Speaker:
    learner: str


@dataclass(frozen=True, slots=True)
class Restart:
    pass


@dataclass(frozen=True, slots=True)
class Ingest:
    file: str


@dataclass(frozen=True, slots=True)
class Rollback:
    pass


@dataclass(frozen=True, slots=True)
class In:
    """A channel by its name; in private where it has none."""

    place: str


@dataclass(frozen=True, slots=True)
class On:
    """What the next words are on."""

    which: str
    kind: str


@dataclass(frozen=True, slots=True)
class ModelSays:
    does: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A direction without anything to fill in."""

    words: str


IN_THREAD = Stage("in the thread")
GRADES_IN_THREAD = Stage("grades in thread")
BY_THE_CLOCK = Stage("by the clock")
DIES = Stage("dies while grading")
AGAIN = Stage("comes again")
STOPS = Stage("stops it")
_STAGES = {f"# {stage.words}": stage for stage in (IN_THREAD, GRADES_IN_THREAD, BY_THE_CLOCK, DIES, AGAIN, STOPS)}

Step = Said | Later | Speaker | Restart | Ingest | Rollback | In | On | ModelSays | Stage


@dataclass(frozen=True, slots=True)
class Exchange:
    """One step of a script and what must come back; both directions and prose come back as nothing."""

    step: Step
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    lines: tuple[str, ...]


def read_script(page: str) -> Iterator[Exchange | Prose]:
    lines = page.splitlines()
    at = 0
    while at < len(lines):
        if not lines[at].startswith("    "):
            start = at
            while at < len(lines) and not lines[at].startswith("    "):
                at += 1
            yield Prose(tuple(lines[start:at]))
            continue
        line = lines[at][4:]
        if line.startswith("#"):
            yield Exchange(_direction(line), ())
            at += 1
            continue
        start, said = at, []
        while at < len(lines) and lines[at].startswith("    >"):
            said.append(lines[at][5:].removeprefix(" "))
            at += 1
        if not said:
            raise ValueError(f"line {at + 1}: a reply without anything said before it")
        expected = []
        while at < len(lines) and _is_reply(lines, at):
            expected.append(lines[at][4:])
            at += 1
        while expected and not expected[-1]:
            expected.pop()
        yield Exchange(Said("\n".join(said), start + 1), tuple(expected))


def _is_reply(lines: list[str], at: int) -> bool:
    """An indented line that is nothing else, or a blank line with more of the reply behind it."""
    if lines[at].startswith("    "):
        return not lines[at].startswith(("    >", "    #"))
    return not lines[at].strip() and at + 1 < len(lines) and _is_reply(lines, at + 1)


def _direction(line: str) -> Step:
    if line == "# restart":
        return Restart()
    if line == "# rollback":
        return Rollback()
    if line in _STAGES:
        return _STAGES[line]
    if line == "# in private":
        return In("")
    if place := re.fullmatch(r"# in #([a-z]+)", line):
        return In(place[1])
    if line == "# the model is away":
        return ModelSays("is away")
    if model := re.fullmatch(r"# the model (answers|begins|advises|asks|hints|reads) (\S.*)", line):
        return ModelSays(model[1], model[2])
    if on := re.fullmatch(r"# on the (first|last) (grade|answer|question)", line):
        return On(on[1], on[2])
    if file := re.fullmatch(r"# ingest ([\w.-]+)", line):
        return Ingest(file[1])
    if later := _LATER.fullmatch(line):
        number = int(later[1])
        match later[2]:
            case "minute":
                return Later(timedelta(minutes=number))
            case "hour":
                return Later(timedelta(hours=number))
            case _:
                return Later(timedelta(days=number))
    if who := re.fullmatch(r"# ([a-z]+) speaks", line):
        return Speaker(who[1])
    raise ValueError(f"{line} is no stage direction; see the top of replay.py")


def write_script(parts: list[Exchange | Prose], heard: dict[int, tuple[str, ...]]) -> str:
    """The page with what was heard in place of what was expected; `heard` is by the position in `parts`."""
    lines: list[str] = []
    for position, part in enumerate(parts):
        match part:
            case Prose():
                lines += part.lines
            case Exchange(Said(text, _), _):
                lines += [f"    > {line}".rstrip() for line in text.split("\n")]
                lines += [f"    {line}".rstrip() for line in heard[position]]
            case Exchange(step, _):
                lines.append(f"    {_written(step)}")
    return "\n".join(lines) + "\n"


def _written(step: Step) -> str:
    match step:
        case Later(span):
            minutes = int(span.total_seconds()) // 60
            for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
                if minutes % size == 0:
                    many = minutes // size
                    return f"# {many} {unit}{'s' if many > 1 else ''} later"
        case Speaker(learner):
            return f"# {learner} speaks"
        case Ingest(file):
            return f"# ingest {file}"
        case Rollback():
            return "# rollback"
        case In(place):
            return f"# in #{place}" if place else "# in private"
        case On(which, kind):
            return f"# on the {which} {kind}"
        case ModelSays(does, words):
            return f"# the model {does} {words}".rstrip()
        case Stage(words):
            return f"# {words}"
    return "# restart"


SCRIPTS = sorted(Path(__file__).parent.glob("*.md"))
