"""What Discord takes as components of a message: https://discord.com/developers/docs/components/reference"""

import copy
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .reading import (
    BUTTON,
    CONTAINER,
    FILE,
    GALLERY,
    ROW,
    SECTION,
    SELECTS,
    SEPARATOR,
    TEXT,
    THUMBNAIL,
    walk,
)
from .records import FormError, Json, Path

IN_CONTAINER = {ROW, TEXT, SECTION, GALLERY, SEPARATOR, FILE}
MOST_COMPONENTS, MOST_TEXT, MOST_ID = 40, 4000, 2**31 - 1


def component_errors(components: Sequence[Json], *, v2: bool, files: Sequence[str] = ()) -> list[FormError]:
    """Everything that is wrong; `files` are the names that `attachment://` may point to."""
    found = list(_all_errors(components, v2, files))
    everything = list(walk(components))
    if v2 and len(everything) > MOST_COMPONENTS:
        words = f"The number of components must be at most {MOST_COMPONENTS}, not {len(everything)}"
        found.append(FormError(("components",), "BASE_TYPE_BAD_LENGTH", words))
    length = sum(len(str(c.get("content", ""))) for c in everything if c["type"] == TEXT)
    if length > MOST_TEXT:
        words = f"The displayable text is {length} characters long; {MOST_TEXT} are allowed"
        found.append(FormError(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", words))
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        counts = Counter(c[name] for c in everything if c.get(name))
        twice = [str(value) for value, count in counts.items() if count > 1]
        found += [FormError(("components",), code, f"{name} {value} is there twice") for value in twice]
    return found


def _all_errors(components: Sequence[Json], v2: bool, files: Sequence[str]) -> Iterator[FormError]:
    allowed = IN_CONTAINER | {CONTAINER} if v2 else {ROW}
    if not v2 and len(components) > 5:
        yield FormError(("components",), "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 5 in length")
    for number, component in enumerate(components):
        place: Path = ("components", number)
        if component["type"] not in allowed:
            yield FormError((*place, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}")
        yield from _errors(component, place, files)


def _errors(component: Json, place: Path, files: Sequence[str]) -> Iterator[FormError]:
    kind = component["type"]
    identity = component.get("id")
    if identity is not None and not (isinstance(identity, int) and 0 <= identity <= MOST_ID):
        yield FormError((*place, "id"), "NUMBER_TYPE_MAX", f"int value should be 0 to {MOST_ID}")
    if kind == CONTAINER:
        yield from _inside(component, place, IN_CONTAINER, 1, MOST_COMPONENTS)
    elif kind == ROW:
        yield from _row(component, place)
    elif kind == SECTION:
        yield from _inside(component, place, {TEXT}, 1, 3)
        if (component.get("accessory") or {}).get("type") not in (BUTTON, THUMBNAIL):
            yield FormError((*place, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
    elif kind == TEXT:
        yield from _length(component, "content", place, 1, MOST_TEXT)
    elif kind == BUTTON:
        yield from _button(component, place)
    elif kind in SELECTS:
        yield from _length(component, "custom_id", place, 1, 100)
        yield from _length(component, "placeholder", place, 0, 150)
        if kind == 3 and not 1 <= len(component.get("options", ())) <= 25:
            yield FormError((*place, "options"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length")
    elif kind in (GALLERY, THUMBNAIL, FILE):
        yield from _media(component, place, files)
    for name in ("components", "accessory"):
        children = component.get(name) or []
        pairs = enumerate(children) if isinstance(children, list) else [(None, children)]
        for number, child in pairs:
            yield from _errors(child, (*place, name) if number is None else (*place, name, number), files)


def _length(component: Json, name: str, place: Path, least: int, most: int) -> Iterator[FormError]:
    value = component.get(name)
    if value is None and least:
        yield FormError((*place, name), "BASE_TYPE_REQUIRED", "This field is required")
    elif value is not None and not least <= len(str(value)) <= most:
        words = f"Must be between {least} and {most} in length."
        yield FormError((*place, name), "BASE_TYPE_BAD_LENGTH", words)


def _inside(component: Json, place: Path, allowed: set[int], least: int, most: int) -> Iterator[FormError]:
    children = component.get("components") or []
    if not least <= len(children) <= most:
        words = f"Must be between {least} and {most} in length."
        yield FormError((*place, "components"), "BASE_TYPE_BAD_LENGTH", words)
    for number, child in enumerate(children):
        if child["type"] not in allowed:
            path = (*place, "components", number, "type")
            yield FormError(path, "BASE_TYPE_CHOICES", f"Value must be one of {sorted(allowed)}")


def _row(component: Json, place: Path) -> Iterator[FormError]:
    yield from _inside(component, place, {BUTTON} | SELECTS, 1, 5)
    kinds = [child["type"] for child in component.get("components") or ()]
    if SELECTS & set(kinds) and len(kinds) > 1:
        yield FormError((*place, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A menu needs a row of its own")


def _button(component: Json, place: Path) -> Iterator[FormError]:
    style = component.get("style")
    wanted = {5: "url", 6: "sku_id"}.get(style or 0, "custom_id")
    for name in ("url", "sku_id", "custom_id"):
        if (component.get(name) is not None) != (name == wanted):
            words = f"A button of style {style} has a {wanted} and no other"
            yield FormError((*place, name), "BUTTON_COMPONENT_INVALID", words)
    if not component.get("label") and not component.get("emoji") and style != 6:
        yield FormError(place, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button needs a label or an emoji")
    yield from _length(component, "label", place, 0, 80)
    yield from _length(component, "custom_id", place, 0 if wanted != "custom_id" else 1, 100)
    yield from _length(component, "url", place, 0, 512)


def media_of(component: Json) -> list[Json]:
    """The media items of a gallery, a thumbnail or a file."""
    if component["type"] == GALLERY:
        return [item["media"] for item in component.get("items", ())]
    return [component[name] for name in ("media", "file") if component.get(name)]


def _media(component: Json, place: Path, files: Sequence[str]) -> Iterator[FormError]:
    items = media_of(component)
    if not 1 <= len(items) <= 10:
        yield FormError((*place, "items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
    for item in items:
        scheme, _, name = str(item.get("url", "")).partition("://")
        if scheme == "attachment" and name not in files:
            yield FormError((*place, "media"), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", name)
        elif scheme not in ("attachment", "http", "https") or (component["type"] == FILE and scheme != "attachment"):
            yield FormError((*place, "media", "url"), "URL_TYPE_INVALID_SCHEME", f"no such address: {item.get('url')}")


def numbered(components: Sequence[Json], attachments: Mapping[str, Json]) -> list[Json]:
    """As Discord keeps them: every component has an id, and media have the address of what was uploaded.

    An id of 0 counts as none. Missing ones are given in order, skipping those that are taken.
    """
    kept = copy.deepcopy(list(components))
    taken = {c["id"] for c in walk(kept) if c.get("id")}
    free = (number for number in itertools.count(1) if number not in taken)
    for component in walk(kept):
        if not component.get("id"):
            component["id"] = next(free)
        for item in media_of(component) if component["type"] in (GALLERY, THUMBNAIL, FILE) else ():
            _resolve(item, attachments)
    return kept


def _resolve(item: Json, attachments: Mapping[str, Json]) -> None:
    scheme, _, name = str(item["url"]).partition("://")
    if scheme == "attachment":
        file = attachments[name]
        known = {key: file.get(key) for key in ("url", "proxy_url", "content_type", "width", "height")}
        item |= known | {"attachment_id": file["id"]}
    else:
        item.setdefault("proxy_url", item["url"])


def marks_of(components: Sequence[Json]) -> tuple[int, ...]:
    """The ids that the app itself gave to top-level components."""
    return tuple(component["id"] for component in components if component.get("id"))


def attached(components: Sequence[Json]) -> set[str]:
    """Ids of the attachments that are shown by a component."""
    shown = (item for c in walk(components) if c["type"] in (GALLERY, THUMBNAIL, FILE) for item in media_of(c))
    return {str(item["attachment_id"]) for item in shown if item.get("attachment_id")}
