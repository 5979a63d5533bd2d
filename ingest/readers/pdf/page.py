"""What a page holds before it is text: words with their place and font, ruled lines, and the lines made of words.

All lengths are points; y grows downwards from the top of the page, as one reads.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Style:
    """A font in one size. `family` is its name without weight and slant, to tell headings in another font."""

    family: str
    size: float
    bold: bool = False
    italic: bool = False
    mono: bool = False
    symbol: bool = False


@dataclass(slots=True)
class Word:
    """A run of characters without a blank, in one style. `joined` says that no blank parts it from the one before in
    the page's own order; `y` is the baseline."""

    text: str
    x0: float
    x1: float
    y: float
    style: Style
    link: str = ""
    joined: bool = False
    order: int = 0

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def top(self) -> float:
        return self.y - 0.75 * self.style.size

    @property
    def bottom(self) -> float:
        return self.y + 0.25 * self.style.size


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight stroke, level or upright."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look within a line."""

    text: str
    bold: bool = False
    mono: bool = False
    link: str = ""


@dataclass(slots=True)
class Line:
    """One line of a column. `left` and `right` are the column's edges; `first_width` is the width of its first word,
    which tells whether it would have fitted on the line above, `tail` the blank before its last word. `style` is that
    of most of its characters."""

    runs: tuple[Run, ...]
    x0: float
    x1: float
    y: float
    style: Style
    page: int
    column: int
    left: float
    right: float
    first_width: float
    tail: float = 0.0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def bold(self) -> bool:
        """Whether all that it says is bold, however many blanks, marks and digits are not."""
        said = [run for run in self.runs if any(map(str.isalpha, run.text))]
        return bool(said) and all(run.bold for run in said)

    @property
    def mono(self) -> bool:
        said = [run for run in self.runs if run.text.strip()]
        return bool(said) and all(run.mono for run in said)


@dataclass(slots=True)
class Grid:
    """A table of a page. `x0` and `x1` are its edges, `top` and `bottom` its height on the page."""

    rows: list[tuple[str, ...]]
    x0: float
    x1: float
    top: float
    bottom: float
    page: int
    column: int = 0
    xs: tuple[float, ...] = ()


@dataclass(slots=True)
class Page:
    """A page as it lies in the file: `words` in the order of its content; `dots` are small discs and squares, each with
    its left and right edge and the height of its middle."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    dots: list[tuple[float, float, float]] = field(default_factory=list)
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    unmapped: int = 0
    characters: int = 0
    problem: str = ""
