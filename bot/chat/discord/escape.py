"""Text that others wrote, written so that Discord's Markdown shows it as it stands.

What Discord would turn into a link, a mention or an emoji is shown as code, which every client leaves alone; what would
format is escaped. `discord.utils.escape_markdown` lets addresses through, and knows neither lists by number nor
timestamps, channels and names of emoji; `escape_mentions` puts characters between that travel along when somebody
copies the text.
"""

import regex

from bot.chat.text import clean, lively, shortened, units

# A character that Discord can give a meaning anywhere, a colon that may begin the name of an emoji, and an
# ampersand that other readers take for the start of an entity.
_MEANT = regex.compile(r"[\\`*_~|<>\[\]()@#]|:(?=[^\s:]+:)|&(?=#?\w+;)")
# The same at the start of a line: headings, subtext, lists.
_STARTS = regex.compile(r"^(\s*)(?:([+=-])|(\d+)(?=[.)]))")
_MARKS = regex.compile(r"[\n!-/:-@\[-`{-~]")
_FOLDER = regex.compile(r"[\w./-]")
_COMMAND = regex.compile(r"`([^`\n]{1,60})`")
_FENCE = regex.compile("`")
# Looks like a backtick and ends no block of code.
_NO_FENCE = "\N{MODIFIER LETTER GRAVE ACCENT}"


def markdown(text: str) -> str:
    """Markdown that shows exactly `text`, line by line."""
    return "\n".join(map(_line, text.split("\n")))


def one_line(text: str) -> str:
    return markdown(" ".join(clean(text).split()))


def room(text: str) -> int:
    """At least how many characters `text` takes as Markdown, quoted or not: escapes, code marks, and a mark and a space
    before every line. Adds up over pieces."""
    return units(text) + 2 * len(_MARKS.findall(text))


def strong(text: str) -> str:
    """In bold, on one line; as it stands where a star in an address would end that."""
    line = " ".join(clean(text).split())
    plain = not line or any("*" in line[start:end] for start, end in lively(line))
    return markdown(line) if plain else f"**{markdown(line)}**"


def heading(text: str) -> str:
    """Large and in bold, on one line."""
    return f"### {one_line(text)}"


def subtext(text: str) -> str:
    """Small and grey, every line."""
    return _each("-# ", text)


def quoted(text: str) -> str:
    """Behind a bar, every line."""
    return _each("> ", text)


def with_commands(text: str) -> str:
    """The coach's own words, in which commands stand between backticks."""
    said, ends_in_code = "", False
    for number, run in enumerate(_COMMAND.split(text)):
        shown = f"`{run}`" if number % 2 else markdown(run)
        # Two stretches of code side by side would not be read as two.
        said += f" {shown}" if ends_in_code and shown.startswith("`") else shown
        last = run.rpartition("\n")[2]
        in_code = number % 2 or any(end == len(last) for _, end in _as_code(last))
        ends_in_code = bool(in_code) or (ends_in_code and not run)
    return said


def without_marks(text: str) -> str:
    """The same as it is read."""
    return _COMMAND.sub(r"\1", text)


def fenced(text: str) -> str:
    """Lines in a fixed width."""
    return f"```\n{_FENCE.sub(_NO_FENCE, text)}\n```"


def label(text: str, longest: int) -> str:
    """For buttons and fields, which Discord shows as they stand; never empty."""
    return shortened(clean(text), longest) or "–"


def _each(mark: str, text: str) -> str:
    return "\n".join(f"{mark}{line}" for line in markdown(text).split("\n") if line.strip())


def _line(line: str) -> str:
    shown: list[str] = []
    at = 0
    for start, end in _as_code(line):
        shown += [_literal(line[at:start]), f"`{line[start:end]}`"]
        at = end
    shown.append(_literal(line[at:]))
    return _STARTS.sub(_started, "".join(shown))


def _as_code(line: str) -> list[tuple[int, int]]:
    """What is lively, with the folders before the name of a file; none right beside another."""
    found: list[tuple[int, int]] = []
    for start, end in lively(line):
        before = found[-1][1] if found else 0
        while start > before and _FOLDER.match(line[start - 1]):
            start -= 1
        if found and start == before:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _literal(text: str) -> str:
    return _MEANT.sub(r"\\\g<0>", text)


def _started(match: "regex.Match[str]") -> str:
    space, mark, number = match.groups()
    return f"{space}\\{mark}" if mark else f"{space}{number}\\"
