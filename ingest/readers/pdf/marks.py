"""Marks that begin a list item, as they come out of a PDF."""

import re

BULLETS = "•◦▪●○■□‣·➢➤✓✔►▶⁃∙◆◇❖➔→※★☐☑⬤*–—\u2212-"
_NUMBER = r"\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivxIVX]{1,5}[.)]|\[\d{1,3}\]"
MARK_ALONE = re.compile(rf"[{re.escape(BULLETS)}\uf000-\uf0ff]|{_NUMBER}|\(?\d{{1,3}}[.)](?:\d{{1,2}}\.?)*")
_BULLET = re.compile(rf"\s*(?P<mark>[{re.escape(BULLETS)}])\s+(?=\S)|\s*(?P<tight>[•◦▪●○■□‣➢➤►▶❖⬤])(?=\S)")
_NUMBERED = re.compile(rf"\s*(?P<mark>{_NUMBER})\s+(?=\S)")


def bullet(text: str) -> tuple[str, int]:
    """A bullet that a line begins with and where its text begins; nothing and 0 where there is none."""
    found = _BULLET.match(text)
    return (found["mark"] or found["tight"], found.end()) if found else ("", 0)


def number(text: str) -> tuple[str, int]:
    """A number or letter that a line begins with, and where its text begins."""
    found = _NUMBERED.match(text)
    return (found["mark"], found.end()) if found else ("", 0)
