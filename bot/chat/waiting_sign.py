"""A sign on a terminal that something is being worked on, until the first word of it is there."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status


class WaitingSign:
    """Shown on standard output; the same one may be shown again."""

    def __init__(self) -> None:
        self._status: Status | None = None

    def show(self) -> None:
        from rich.console import Console

        self._status = Console().status("Working on it; Ctrl-C stops it.", spinner="dots")
        self._status.start()

    def hide(self) -> None:
        """Before anything else is written."""
        if self._status is not None:
            self._status.stop()
            self._status = None
