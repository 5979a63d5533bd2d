"""What a scripted server does with one request for a completion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Says:
    """A reply of `text`, streamed in pieces of `piece` letters if the client asks for a stream (`whole` sends it as one
    JSON all the same). `first_after` and `pause` are seconds before the first piece and between pieces."""

    text: str
    piece: int = 8
    first_after: float = 0.0
    pause: float = 0.0
    finish: str = "stop"
    reasoning: str = ""
    whole: bool = False
    # What a server may leave out.
    usage: bool = True
    done: bool = True


@dataclass(frozen=True)
class Refuses:
    """An error in place of a reply: 429, 500, 503, 401 ... `retry_after` is sent as it is given, as "1" or a date."""

    status: int
    retry_after: str = ""
    message: str = "No."
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stalls:
    """Sends `text`, or not even headers where there is none, and then nothing until the client goes away."""

    text: str = ""


@dataclass(frozen=True)
class Cuts:
    """Sends `text` and drops the connection; `politely` ends the stream as if it were whole, without a last word."""

    text: str = ""
    politely: bool = False


@dataclass(frozen=True)
class Sends:
    """These bytes as they are: invalid JSON, invalid events."""

    body: bytes
    content_type: str = "text/event-stream"


@dataclass(frozen=True)
class Floods:
    """`size` bytes of text, streamed; `whole` sends them as one JSON, `one_line` as an event that never ends."""

    size: int = 10_000_000
    whole: bool = False
    one_line: bool = False


@dataclass(frozen=True)
class Made:
    """The text that `by` makes of a request's body (`messages`, `response_format`, ...), in pieces as in `Says`."""

    by: Callable[[Mapping[str, Any]], str]
    piece: int = 8


@dataclass(frozen=True)
class Hostile:
    """Echoes every text it was given: as prose, or in every string of the JSON that it is asked for, with the last
    choice of each enumeration (`choice`: another one by number) and the largest number allowed."""

    choice: int = -1
    before: str = ""


Step = Says | Refuses | Stalls | Cuts | Sends | Floods | Made | Hostile
