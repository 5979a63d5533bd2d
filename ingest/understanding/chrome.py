"""What stands on a page and is not its content: shop, advertising, bylines, forms, navigation, personal data.

Each rule names the reason that the report gives, and matches a whole line. A heading's rule takes its section along.
"""

import re

from ingest.understanding.wording import without_marks

PERSONAL = "personal data"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4})"
)
_NAME = r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,3}"

_LINES: dict[str, tuple[str, ...]] = {
    PERSONAL: (
        # An id with a digit or an address after its label, or a name after one that says whose.
        r"(?:student |roll |reg(?:istration)? |enrol?ment |employee |candidate )?"
        r"(?:id|sec|section|roll|reg|class|group|batch|matric|phone|mobile|e-?mail)\.?\s*(?:no\.?|number|id)?\s*[:#]\s*"
        r"(?=\S*[\d@])\S{1,40}(?: \S{1,20}){0,2}",
        rf"(?:student|full|candidate|your|my)?\s*name\s*:\s*(?-i:{_NAME})",
    ),
    "price": (
        r".*(?:original|current|regular|sale) price\b.*",
        r"(?:price|mrp|total|subtotal)?\s*:?\s*[$€£₹¥]\s?[\d.,]+.{0,20}",
        r"sale!?|\d{1,3}% off.*",
    ),
    "shop": (
        r"\(?\s*\d(?:\.\d)? out of 5\s*\)?.*|[-+−]|quantity|compare|in stock|out of stock|sku\b.*",
        r"(?:add to|view|browse|remove from) (?:wishlist|cart|basket|bag).*|(?:buy|order|shop) now.*",
        r"categor(?:y|ies)\s*:?|tags?\s*:?|description|additional information|reviews? ?\(\d+\).*",
    ),
    "shopping cart": (
        r"(?:your )?shopping (?:cart|bag|basket).*|(?:proceed to )?checkout|your cart\b.*|continue shopping",
    ),
    "form": (
        r"fields? marked .*|.*\b(?:are|is) mandatory|required fields.*",
        r"(?:your )?(?:name|e-?mail|phone|message|comment)\s*\*|submit|send(?: message)?|[×x✕]",
        r"drop us a (?:query|line).*|leave a (?:reply|comment).*|post comment|enter your .*",
        r"subscribe.*|sign up.*newsletter.*",
    ),
    "course schedule": (
        r"course schedule|course ?name.*details?|.*\b(?:every )?week(?:day|end)s?(?: |view).*(?:details|enrol).*",
        r"(?:next )?batch(?:es)? (?:starts?|type|date).*|enrol+ now.*",
    ),
    "byline": (
        rf"(?:(?:by|written by|author|posted by|published|updated|last updated|posted)\b:?.{{0,60}})?{_DATE}.{{0,25}}",
        rf"(?:by|written by|posted by|author:)\s+(?-i:{_NAME})",
        r"\d[\d,.]*\s*(?:views?|reads?|shares?|likes?|claps?)|\d{4,7}|\d{1,3}(?::\d\d)?\s*min(?:ute)?s?(?: read)?",
    ),
    "advertising": (
        r"(?:you may also (?:like|read)|also read|read (?:also|more)|must read)\b.*",
        r"(?:related (?:posts?|articles?|reads?|courses?)|recommended (?:for you|reads?))\b.*",
        r".*\b(?:our|latest)\b.{0,40}\b(?:training|course|program(?:me)?|certification|bootcamp|webinar|newsletter)\b.*",
        r".*\b(?:get certified|promo code|coupon|discount|sponsored by|free trial|money-back|follow us|join us)\b.*",
        r".*\b(?:explore|find|see|view|get|read|check out)\b.{0,20}\ball\b.{0,12}\d+.{0,12}(?:questions|answers)\b.*",
        r"this (?:page|guide) (?:is|will|covers|lists|was)\b.*",
        r".*\bthis (?:blog|article|post) (?:is|will|covers|lists)\b.*",
    ),
    "navigation": (
        r"(?:skip to (?:main )?content|back to (?:top|list|index)|next|previous|prev|home|menu|search|share(?: this)?|"
        r"print|log ?in|sign in|register|table of contents?|contents|toc)(?:\s*[:»>«<→←↑▲])?",
        r"⬆.*|.*\bback to top\b.*|©.*|copyright\b.*|all rights reserved.*|(?:accept|we use) (?:all )?cookies.*",
        r"privacy policy.*|terms (?:of (?:use|service)|and conditions).*",
    ),
}
_SECTIONS: dict[str, tuple[str, ...]] = {
    "course schedule": (r"course schedule|upcoming (?:batches|courses)|training schedule",),
    "form": (
        r"drop us a (?:query|line)|contact (?:us|form)|get in touch|leave a (?:reply|comment)|enquire now",
        r"request a (?:callback|demo)",
    ),
    "shopping cart": (r"(?:your )?shopping cart|cart",),
    "shop": (r"related products|customer reviews|you may also like|frequently bought together",),
    "advertising": (
        r"next steps!?|related (?:posts|articles|courses|reads)|popular (?:posts|courses)|recommended.*|ready to .*",
        r"our (?:courses|services|partners)|sponsors?|advertisement|preparation resources",
    ),
    "about the document": (
        r"contribut(?:e|ing|ions?|ors?)(?: guide(?:lines)?)?|how to contribute|licen[cs]e|acknowledge?ments?|credits",
        r"changelog|star history|about the author|author|maintainers?|disclaimer",
    ),
    "navigation": (
        r"table of contents?|contents|toc|index|categories|archives|recent (?:posts|comments)|share this.*|tags|footer",
        r"on this page|see also|further reading|references",
    ),
}
# A long line of these may be content; advertising is told by what it says and may be a paragraph.
_LONGEST = 14
_LONGEST_ADVERTISING = 90
# Characters; no page's chrome comes in one block of this size.
_LONGEST_TEXT = 1200


def _compiled(rules: dict[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, re.compile("|".join(patterns), re.I)) for reason, patterns in rules.items())


_LINE_RULES = _compiled(_LINES)
_SECTION_RULES = _compiled(_SECTIONS)


def line_reason(text: str) -> str | None:
    """Why a piece of text is no content, or None. A long text only counts where it sells something."""
    if len(text) > _LONGEST_TEXT:
        return None
    bare = without_marks(text)
    length = len(bare.split())
    for reason, rule in _LINE_RULES:
        if length <= (_LONGEST_ADVERTISING if reason == "advertising" else _LONGEST) and rule.fullmatch(bare):
            return reason
    return None


def section_reason(heading: str) -> str | None:
    """Why everything under a heading is no content, or None."""
    bare = without_marks(heading[:_LONGEST_TEXT]).strip(" :")
    return next((reason for reason, rule in _SECTION_RULES if rule.fullmatch(bare)), None)


def shown(text: str, reason: str) -> str:
    """The excerpt that a report may show: never the value of personal data."""
    line = " ".join(text.split())
    if reason == PERSONAL:
        return re.split(r"[:#]", line, maxsplit=1)[0] + ": …"
    return line if len(line) <= 120 else line[:119] + "…"
