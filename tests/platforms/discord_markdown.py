"""Markdown as Discord's clients read it, more eagerly than any of them: for judging what is sent, and for pictures.

After the rules that Discord published for Android (github.com/discord/SimpleAST) and what its help page says
(https://support.discord.com/hc/en-us/articles/210298617). Block rules hold at the start of a line, all others anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Node:
    """`kind` is `text`, or what the text in it has become; `text` is the source of a node without children."""

    kind: str
    text: str = ""
    children: tuple["Node", ...] = ()


@dataclass(frozen=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    nested: bool = False
    block: bool = False


def _rule(kind: str, pattern: str, *, nested: bool = False, block: bool = False) -> _Rule:
    return _Rule(kind, re.compile(pattern, re.DOTALL), nested, block)


_RULES = (
    _rule("text", r"\\([^0-9A-Za-z\s])"),
    _rule("mention", r"(<(?:@[!&]?|\#)\d+>|@everyone|@here)"),
    _rule("emoji", r"(<a?:\w+:\d+>|:(?!\d+:)[\w+'-]+:|:100:|:1234:)"),
    _rule("time", r"(<t:-?\d+(?::\w)?>)"),
    _rule("command", r"(</[^:<>\n]+:\d+>)"),
    _rule("place", r"(<id:[\w:-]+>)"),
    _rule("link", r"(<(?:[\w+.-]+:/|mailto:|tel:|\+\d|[^\s<>@]+@)[^\s<>]*>)"),
    _rule("link", r"(\[[^\]\n]*\]\([^)\n]*\))"),
    _rule("link", r"((?:https?|steam|ftp|discord)://[^\s<]+)"),
    _rule("link", r"((?:www\.|discord(?:app)?\.(?:gg|com)/)[^\s<]+)"),
    _rule("bold", r"\*\*(.+?)\*\*(?!\*)", nested=True),
    _rule("underline", r"__(.+?)__(?!_)", nested=True),
    _rule("italic", r"\*(?=\S)((?:\*\*|\\.|[^*\\])+?)\*(?!\*)", nested=True),
    _rule("italic", r"_((?:__|\\.|[^\\_])+?)_(?!\w)", nested=True),
    _rule("strike", r"~~(.+?)~~", nested=True),
    _rule("spoiler", r"\|\|(.+?)\|\|", nested=True),
    _rule("block", r"```(?:[\w+.-]*\n)?(.+?)\n*```"),
    _rule("code", r"(?P<ticks>`+)(?P<inner>.*?[^`])(?P=ticks)(?!`)"),
    _rule("quote", r" *>>> (.+)", nested=True, block=True),
    _rule("quote", r" *> ?((?:[^\n]*)(?:\n *> [^\n]*)*)(?:\n|$)", nested=True, block=True),
    _rule("subtext", r" *-# +([^\n]+)(?:\n|$)", nested=True, block=True),
    _rule("heading", r" *\#{1,3} +([^\n]+)(?:\n|$)", nested=True, block=True),
    _rule("item", r" *(?:[*+-]|\d+\.) +([^\n]+)(?:\n|$)", nested=True, block=True),
)


@dataclass
class _Reader:
    source: str
    quoted: bool = False
    begins: bool = True
    found: list[Node] = field(default_factory=list)

    def read(self) -> tuple[Node, ...]:
        at = 0
        while at < len(self.source):
            at = self._next(at)
        return tuple(_joined(self.found))

    def _next(self, at: int) -> int:
        for rule in _RULES:
            if rule.block and (not self.begins or (rule.kind == "quote" and self.quoted)):
                continue
            match = rule.pattern.match(self.source, at)
            if match is not None:
                self.found.append(self._node(rule, match))
                self.begins = match[0].endswith("\n")
                return match.end()
        self.found.append(Node("text", self.source[at]))
        self.begins = self.source[at] == "\n" or (self.begins and self.source[at].isspace())
        return at + 1

    def _node(self, rule: _Rule, match: re.Match[str]) -> Node:
        inner = match["inner"] if rule.kind == "code" else match[1]
        if not rule.nested:
            return Node(rule.kind, inner)
        if rule.kind == "quote":
            inner = re.sub(r"(?m)^ *> ?", "", inner)
        quoted = self.quoted or rule.kind == "quote"
        begins = self.begins or rule.block
        return Node(rule.kind, children=_Reader(inner, quoted, begins).read())


def read(source: str) -> tuple[Node, ...]:
    return _Reader(source).read()


def words(nodes: Sequence[Node]) -> str:
    """What a person reads; blocks end their line."""
    return "".join(_words(node) for node in nodes)


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    """All of them, at any depth."""
    for node in nodes:
        yield node
        yield from every(node.children)


def kinds(nodes: Sequence[Node]) -> set[str]:
    return {node.kind for node in every(nodes)}


def _words(node: Node) -> str:
    said = node.text + words(node.children)
    return f"{said}\n" if node.kind in ("quote", "subtext", "heading", "item") else said


def _joined(nodes: Sequence[Node]) -> Iterator[Node]:
    held = ""
    for node in nodes:
        if node.kind == "text":
            held += node.text
            continue
        if held:
            yield Node("text", held)
        held = ""
        yield node
    if held:
        yield Node("text", held)
