"""Parts of a reply put into as few messages as hold them, in their order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar


class Staying(Protocol):
    """A part that `stays` is kept in the message of the part before it, where one message holds both."""

    @property
    def stays(self) -> bool: ...


P = TypeVar("P", bound=Staying)


def packed_in_order(parts: Iterable[P], fits: Callable[[Sequence[P]], bool]) -> Iterator[list[P]]:
    """The parts of each message; `fits` says whether one message holds them."""
    held: list[P] = []
    for group in _groups(parts, fits):
        if held and not fits([*held, *group]):
            yield held
            held = []
        held = [*held, *group]
    if held:
        yield held


def _groups(parts: Iterable[P], fits: Callable[[Sequence[P]], bool]) -> Iterator[list[P]]:
    group: list[P] = []
    for part in parts:
        if group and not (part.stays and fits([*group, part])):
            yield group
            group = []
        group.append(part)
    if group:
        yield group
