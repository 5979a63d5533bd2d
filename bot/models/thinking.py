"""What a reasoning model thinks aloud is cut out of its text, however the stream cuts its tags."""

import re

_OPENING = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSING = re.compile(r"</think(?:ing)?>\s*", re.IGNORECASE)
_LONGEST_TAG = len("</thinking>")


class WithoutThinking:
    """Give it each piece, then `end`; what comes back is text alone. Thinking that never ends is dropped."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False
        self._begun = False

    def take(self, piece: str) -> str:
        self._held += piece
        out = ""
        while found := (_CLOSING if self._inside else _OPENING).search(self._held):
            if not self._inside:
                out += self._held[: found.start()]
            self._held = self._held[found.end() :]
            self._inside = not self._inside
        kept = self._possible_tag()
        if not self._inside:
            out += self._held[: len(self._held) - len(kept)]
        self._held = kept
        return self._without_leading_space(out)

    def end(self) -> str:
        rest = "" if self._inside else self._held
        self._held = ""
        return self._without_leading_space(rest)

    def _possible_tag(self) -> str:
        """The end of what is held, where it may be the beginning of a tag."""
        at = self._held.rfind("<", max(0, len(self._held) - _LONGEST_TAG))
        tail = self._held[at:].lower() if at >= 0 else ""
        tags = ("</think>", "</thinking>") if self._inside else ("<think>", "<thinking>")
        return self._held[at:] if tail and any(tag.startswith(tail) for tag in tags) else ""

    def _without_leading_space(self, text: str) -> str:
        """What follows a thought begins with empty lines."""
        if not self._begun:
            text = text.lstrip()
            self._begun = bool(text)
        return text
