"""What somebody wrote in Slack, as plain words: marks for people, channels and links become readable."""

import re

_MARK = re.compile(r"<([^<>\s][^<>]*)>")


def plain_words(text: str, *, team: str, bot_user: str = "") -> str:
    """Slack's text without its marks and escapes, and without the mention of the coach itself.

    People and channels become the ids that the rest of the coach knows (`slack:TEAM:U1`), so that an admin's words may
    name them; a link becomes its label with the address behind it.
    """
    if bot_user:
        text = re.sub(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>[ \t]*[:,]?[ \t]*", " ", text)
    text = _MARK.sub(lambda mark: _readable(mark[1], team), text)
    return _unescaped(text).strip()


def mentions(text: str, user: str) -> bool:
    return bool(user) and re.search(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", text) is not None


def _readable(mark: str, team: str) -> str:
    target, _, label = mark.partition("|")
    if target[:1] in ("@", "#"):
        return f"slack:{team}:{target[1:]}"
    if target.startswith("!"):
        # <!subteam^S1|@group>, <!date^...|fallback>, <!here>
        return label or "@" + target[1:].partition("^")[0]
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    if not label or label in (target, re.sub(r"^https?://", "", target)):
        return target
    return f"{label} ({target})"


def _unescaped(text: str) -> str:
    # The ampersand last: `&amp;lt;` is what somebody typed as `&lt;`.
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
