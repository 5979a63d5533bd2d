"""What a person reads in a message or form, and what can be pressed there."""

from collections.abc import Iterable, Iterator, Sequence

from .records import Json

ROW, BUTTON, SELECT, INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
SELECTS = {3, 5, 6, 7, 8}


def children_of(component: Json) -> list[Json]:
    """Direct children in the order in which they are shown: a section's accessory stands after its texts."""
    single = [component[name] for name in ("accessory", "component") if component.get(name)]
    return [*(component.get("components") or ()), *single]


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Every component, parents before children."""
    for component in components:
        yield component
        yield from walk(children_of(component))


def text_of(content: str, components: Sequence[Json]) -> str:
    texts = [content, *(str(c["content"]) for c in walk(components) if c["type"] == TEXT)]
    return "\n".join(text for text in texts if text)


def label_of(button: Json) -> str:
    """A button's words; of one with nothing but an emoji, the emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def buttons_of(components: Sequence[Json]) -> list[Json]:
    return [c for c in walk(components) if c["type"] == BUTTON]


def find(components: Sequence[Json], wanted: str) -> Json | None:
    """The button or menu with this custom id or, failing that, with this label or placeholder."""
    things = [c for c in walk(components) if c["type"] in {BUTTON} | SELECTS]
    by_id = (c for c in things if c.get("custom_id") == wanted)
    by_words = (c for c in things if wanted and wanted in (label_of(c), c.get("placeholder")))
    return next(by_id, None) or next(by_words, None)


def inputs_of(components: Sequence[Json]) -> list[tuple[str, Json]]:
    """The fields of a form with their labels; in the old style the label is the input's own."""
    found = []
    for component in components:
        if component["type"] == LABEL:
            found.append((str(component["label"]), component["component"]))
        elif component["type"] == ROW:
            found.extend((str(child.get("label") or ""), child) for child in component["components"])
    return found
