"""Codes that are made by chance, on a page: the first that was shown stands there as ABCD-2345, the next as ABCD-2346.

What is typed as one of these is the code that was really shown.
"""

import re

_SHOWN = re.compile(r"^Your code: (\S+)$", re.MULTILINE)


class Codes:
    def __init__(self) -> None:
        self._on_the_page: dict[str, str] = {}

    def written(self, shown: str) -> str:
        """What was shown, as it stands on the page."""
        for code in _SHOWN.findall(shown):
            self._on_the_page.setdefault(code, f"ABCD-{2345 + len(self._on_the_page)}")
        for code, written in self._on_the_page.items():
            shown = shown.replace(code, written)
        return shown

    def typed(self, text: str) -> str:
        """What stands on the page, as it is really typed."""
        for code, written in self._on_the_page.items():
            text = text.replace(written, code)
        return text
