"""Our own corpus format: a Markdown file a topic, a `##` heading a question, key points tied to sentences."""

import re
from dataclasses import dataclass, field

from ingest.blocks import AuthoredPoint, Reading, Record
from ingest.errors import MalformedSource

_FRONT_MATTER = re.compile(r"---\n(?P<fields>.*?)\n---\n", re.DOTALL)
_FIELD = re.compile(r"(?P<name>[a-z]+):\s*(?P<value>.*)")
_DETAIL = re.compile(r"\s+- (?P<name>from|terms|probe):\s*(?P<value>.*)")
_SECTIONS = ("Key points", "Misconception", "Sources")
_ENTRY_FIELDS = ("id", "level", "kind")


@dataclass(slots=True)
class _Entry:
    """An entry while its lines are still being read: (line number, text) under each section."""

    question: str
    start: int
    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: {"": []})


def is_starter(text: str) -> bool:
    """Whether a Markdown text is in this format: front matter with a topic, and questions with key points."""
    front = _FRONT_MATTER.match(text)
    return bool(front and re.search(r"^topic:", front["fields"], re.M) and "\n### Key points\n" in text)


def read_starter(path: str, text: str) -> Reading:
    """One record for each question. Raises MalformedSource, naming the line, where a rule is broken."""
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise MalformedSource(path, 1, "the file must begin with `---`, `title:`, `topic:`, `---`")
    fields = dict(_named(path, number, line) for number, line in enumerate(front["fields"].split("\n"), 2))
    for name in ("title", "topic"):
        if not fields.get(name):
            raise MalformedSource(path, 1, f"the front matter has no `{name}:`")
    first = text[: front.end()].count("\n") + 1
    entries = _entries(path, text[front.end() :].split("\n"), first)
    return Reading("starter", fields["title"], tuple(_record(path, entry, fields) for entry in entries), fields)


def _entries(path: str, lines: list[str], first: int) -> list[_Entry]:
    entries: list[_Entry] = []
    section = ""
    for number, line in enumerate(lines, first):
        if line.startswith("## "):
            entries.append(_Entry(line[3:].strip(), number))
            section = ""
        elif not entries:
            if line.strip():
                raise MalformedSource(path, number, "text stands before the first `## ` question")
        elif line.startswith("#"):
            section = line.lstrip("# ").strip()
            if section not in _SECTIONS or not line.startswith("### "):
                raise MalformedSource(path, number, f"unknown heading {line!r}; known: {', '.join(_SECTIONS)}")
            if section in entries[-1].sections:
                raise MalformedSource(path, number, f"the question has a second `### {section}`")
            entries[-1].sections[section] = []
        else:
            entries[-1].sections[section].append((number, line.rstrip()))
        if entries and line.strip():
            entries[-1].end = number
    return entries


def _record(path: str, entry: _Entry, topic_fields: dict[str, str]) -> Record:
    body = entry.sections[""]
    at = 0
    while at < len(body) and len(entry.fields) < len(_ENTRY_FIELDS):
        number, line = body[at]
        if line:
            name, value = _named(path, number, line)
            if name not in _ENTRY_FIELDS:
                raise MalformedSource(path, number, f"unknown field `{name}:`; known: {', '.join(_ENTRY_FIELDS)}")
            entry.fields[name] = value
        at += 1
    if len(entry.fields) < len(_ENTRY_FIELDS):
        raise MalformedSource(path, entry.start, "a question needs `id:`, `level:` and `kind:`")
    answer = _without_blank_ends(body[at:])
    return Record(
        question=entry.question,
        # Its lines stay as they are wrapped, so that a citation names the very lines.
        answer="\n".join(line for _, line in answer),
        answer_line=answer[0][0] if answer else 0,
        start=entry.start,
        end=entry.end,
        section=topic_fields["title"],
        key=entry.fields["id"],
        fields={"topic": topic_fields["topic"], "level": entry.fields["level"], "kind": entry.fields["kind"]},
        points=_points(path, entry.sections.get("Key points", [])),
        misconception=_paragraphs(entry.sections.get("Misconception", [])),
        references=tuple(line.removeprefix("- ").strip() for _, line in _items(entry.sections.get("Sources", []))),
    )


def _without_blank_ends(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    written = [at for at, (_, line) in enumerate(lines) if line.strip()]
    return lines[written[0] : written[-1] + 1] if written else []


def _points(path: str, lines: list[tuple[int, str]]) -> tuple[AuthoredPoint, ...]:
    found: list[tuple[int, str, dict[str, str]]] = []
    for number, line in _items(lines):
        if line.startswith("- "):
            found.append((number, line[2:].strip(), {}))
            continue
        detail = _DETAIL.fullmatch(line)
        if detail is None or not found:
            raise MalformedSource(path, number, "a key point's details are `from:`, `terms:` and `probe:`")
        found[-1][2][detail["name"]] = detail["value"].strip()
    return tuple(_point(path, *point) for point in found)


def _point(path: str, line: int, text: str, details: dict[str, str]) -> AuthoredPoint:
    for name in ("from", "terms", "probe"):
        if not details.get(name):
            raise MalformedSource(path, line, f"the key point has no `{name}:`")
    numbers = [part.strip() for part in details["from"].split(",")]
    if not all(part.isdigit() and int(part) > 0 for part in numbers):
        raise MalformedSource(path, line, "`from:` lists sentence numbers, such as `from: 1, 3`")
    terms = tuple(term.strip() for term in details["terms"].split(";") if term.strip())
    return AuthoredPoint(text, tuple(int(part) for part in numbers), terms, details["probe"], line)


def _items(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """List lines with the wrapped rest of each joined on."""
    joined: list[tuple[int, str]] = []
    for number, line in lines:
        if not line:
            continue
        if line.lstrip().startswith("- ") or not joined:
            joined.append((number, line))
        else:
            begun, text = joined[-1]
            joined[-1] = (begun, f"{text} {line.strip()}")
    return joined


def _paragraphs(lines: list[tuple[int, str]]) -> str:
    """Prose with its wrapped lines joined and its paragraphs parted by a blank line."""
    text = "\n".join(line for _, line in lines).strip()
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text)) if text else ""


def _named(path: str, number: int, line: str) -> tuple[str, str]:
    field_ = _FIELD.fullmatch(line.strip())
    if field_ is None:
        raise MalformedSource(path, number, f"expected `name: value`, found {line.strip()!r}")
    return field_["name"], field_["value"].strip()
