"""An answer that grows on a terminal: new sentences are written behind those that stand there, sources at the end."""

from collections.abc import Callable

from bot.chat.plain_text import answer_above, answer_below, without_controls
from bot.messages import ShowAnswer


class Growing:
    """`write` writes as it is given, without a line's end; `width` is in columns, None where lines break themselves."""

    def __init__(self, write: Callable[[str], None], width: Callable[[], int | None] = lambda: None) -> None:
        self._write = write
        self._width = width
        self._shown: ShowAnswer | None = None
        self._column = 0

    def show(self, reply: ShowAnswer) -> None:
        """The answer as far as it goes. The whole one ends it; where it is another than what grew, it comes anew."""
        if self._shown is None or not _continues(self._shown, reply):
            self._begin(reply)
        known = len(self._shown.answer.sentences) if self._shown else 0
        for sentence in reply.answer.said[known:]:
            self._flow(without_controls(sentence))
        self._shown = reply
        if reply.whole:
            self._write("\n" + "".join(f"{line}\n" for line in answer_below(reply)))
            self._shown, self._column = None, 0

    def _begin(self, reply: ShowAnswer) -> None:
        self._write(("\n\n" if self._shown else "") + "".join(f"{line}\n" for line in answer_above(reply)))
        self._shown, self._column = None, 0

    def _flow(self, text: str) -> None:
        width = self._width()
        written = []
        for word in text.split():
            if width is not None and self._column and self._column + 1 + len(word) > width:
                written.append("\n")
                self._column = 0
            written.append(f" {word}" if self._column else word)
            self._column += len(written[-1])
        self._write("".join(written))


def _continues(before: ShowAnswer, now: ShowAnswer) -> bool:
    known = before.answer.sentences
    return before.asked_id == now.asked_id and now.answer.sentences[: len(known)] == known
