"""Drafts numbered as lines and turned into blocks; what asks and has its answer becomes a fold, or a record where the
page itself says that it is a question."""

import re
from collections.abc import Sequence

from ingest.blocks import Block, Omitted, Place, Record
from ingest.readers.web_page.drafts import SAYS_ANSWER, TOPICS, Draft, Drafts
from ingest.readers.web_page.lists import close_lists, number_lines
from ingest.understanding.levels import level_in
from ingest.understanding.wording import question_text, reads_like_question, without_marks

_HELPFUL = re.compile(
    r"(?:was|is|did)(?: you find)? (?:this|the) \w+(?: \w+)? (?:helpful|useful|help\b.*|solve\b.*|answer\b.*)\??"
    r".{0,30}",
    re.I,
)
_ENOUGH = 0.4
# A page whose blocks share lines with so many others was packed by a program: its lines say nothing to a person.
_PACKED = 0.5
_BY_LINE, _BY_HEADING = "line", "heading"


class Assembly:
    """Blocks in order with the places that say where each stands: `title` is the document's, and of no use in them."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._where = _BY_HEADING
        self.blocks: list[Block | Record] = []
        self.places: list[Place] = []
        self.omitted: list[Omitted] = []
        self._at = 1
        self._path: list[tuple[int, str]] = []
        self._folds = False

    def add(self, drafts: Drafts, where: str = "") -> None:
        """A page, or with `where` a chapter, which is then the place of all that stands in it."""
        number_lines(drafts)
        close_lists(drafts)
        lines = [draft.line for draft in drafts.blocks]
        self._where = where or (_BY_LINE if len(set(lines)) > _PACKED * len(lines) else _BY_HEADING)
        asking = [draft for draft in _all(drafts.blocks) if draft.inside and not draft.named]
        asking = [draft for draft in asking if not SAYS_ANSWER.fullmatch(without_marks(draft.text))]
        reads = sum(reads_like_question(draft.text) for draft in asking)
        self._folds = bool(asking) and reads >= _ENOUGH * len(asking)
        first = self._at
        self._add(drafts.blocks)
        self.omitted.extend(Omitted(first if where else left.line, left.reason, left.text) for left in drafts.left)

    @property
    def next_line(self) -> int:
        return self._at + 1 if self.blocks else self._at

    def _add(self, drafts: Sequence[Draft]) -> None:
        terms = [draft for draft in drafts if draft.named]
        asking = sum(reads_like_question(draft.text) for draft in terms) >= _ENOUGH * len(terms)
        for draft in drafts:
            if draft.inside is None and draft.kind != "fold":
                self._block(draft)
            elif draft.named:
                self._term(draft, asking)
            else:
                self._asked(draft)

    def _block(self, draft: Draft) -> None:
        if draft.kind in ("paragraph", "heading") and _HELPFUL.fullmatch(without_marks(draft.text)):
            self.omitted.append(Omitted(draft.line, "form", draft.text))
            return
        if draft.kind == "heading":
            name = without_marks(draft.text)
            self._path = [(level, one) for level, one in self._path if level < draft.level] + [(draft.level, name)]
        start = self._place(draft)
        self._at += draft.raw.count("\n") + 1
        text = _escaped(draft.text) if draft.kind == "heading" else draft.text
        self.blocks.append(Block(draft.kind, text, draft.raw, start, self._at - 1, draft.level, draft.mark, draft.rows))

    def _asked(self, draft: Draft) -> None:
        """A summary, or what a page names a question, with what answers it."""
        inside = draft.inside or []
        bare = without_marks(draft.text)
        nested = any(one.inside and reads_like_question(one.text) for one in inside)
        if SAYS_ANSWER.fullmatch(bare):
            self._add(inside)
        elif draft.certain:
            self._record(draft, inside)
        elif draft.inside is not None and (reads_like_question(draft.text) or (self._folds and not nested)):
            self._fold(draft, inside)
        else:
            level = draft.level or (min(6, self._path[-1][0] + 1) if self._path else 2)
            titled = bool(draft.level or nested)
            said = bare if titled else f"**{bare}**"
            self._block(Draft("heading" if titled else "paragraph", said, said, draft.line, level if titled else 0))
            self._add(inside)

    def _term(self, draft: Draft, asking: bool) -> None:
        if asking and (reads_like_question(draft.text) or draft.inside):
            self._fold(draft, draft.inside or [])
            return
        said = " ".join(_raw(draft.inside or []).split())
        text = f"{draft.text}: {said}" if said else draft.text
        self._block(Draft("item", text, f"- {text}", draft.line, 0, "-"))

    def _fold(self, draft: Draft, inside: Sequence[Draft]) -> None:
        start = self._place(draft)
        hidden = _raw(inside)
        self._at += 2 + hidden.count("\n") + 1
        self.blocks.append(Block("fold", _escaped(draft.text), hidden, start, self._at - 1, start + 2))

    def _record(self, draft: Draft, inside: Sequence[Draft]) -> None:
        """Its section ends with the list of a topic that it stands in no more."""
        if draft.kind == "item":
            above = TOPICS + len(draft.raw) - len(draft.raw.lstrip())
            self._path = [(level, name) for level, name in self._path if level < above]
        question, answer = question_text(_escaped(draft.text)), _raw(inside)
        start = self._place(draft)
        self._at += 2 + answer.count("\n") + 1
        section = " › ".join(name for _, name in self._path if name not in (self._title, question))
        level = level_in(draft.text)
        fields = {"level": level} if level else {}
        self.blocks.append(
            Record(_escaped(question), answer, start, self._at - 1, section, answer_line=start + 2, fields=fields)
        )

    def _place(self, draft: Draft) -> int:
        """The line on which a draft begins: the next but one, or the next where it is drawn to the one before."""
        if self.blocks and not draft.joined:
            self._at += 1
        name = self._where
        if name == _BY_LINE:
            name = f"line {draft.line}"
        elif name == _BY_HEADING:
            name = f"under “{self._path[-1][1]}”" if self._path else "the top"
        if not self.places or self.places[-1].name != name:
            self.places.append(Place(self._at, name))
        return self._at


def _raw(drafts: Sequence[Draft]) -> str:
    """The text of an answer, what is folded within it opened."""
    found: list[str] = []
    for draft in drafts:
        raw = draft.raw
        if draft.inside is not None or draft.kind == "fold":
            title = "" if SAYS_ANSWER.fullmatch(without_marks(draft.text)) else f"**{without_marks(draft.text)}**"
            raw = "\n\n".join(part for part in (title, _raw(draft.inside or [])) if part)
        if draft.kind == "rule":
            continue
        found.append(("\n" if draft.joined else "\n\n") + raw)
    return "".join(found).strip("\n")


def _all(drafts: Sequence[Draft]) -> list[Draft]:
    """Every draft, those inside others too."""
    found = list(drafts)
    at = 0
    while at < len(found):
        found.extend(found[at].inside or [])
        at += 1
    return found


def _escaped(text: str) -> str:
    """What a question says in angle brackets is no tag."""
    return re.sub(r"<(?=/?[a-zA-Z])", "&lt;", text)
