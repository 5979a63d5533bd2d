"""What stands on a page and is not its content: shop, advertising, bylines, forms, navigation, personal data.

Each rule names the reason that the report gives. Rules for a heading take its whole section with them.
"""

import re

from ingest.wording import without_marks

PERSONAL = "personal data"

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = rf"(?:{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?,? \d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})"

_LINES: tuple[tuple[str, str], ...] = (
    (
        PERSONAL,
        r"(?:student |roll |reg(?:istration)? |enrol?ment |employee |candidate )?(?:id|sec|section|roll|name|email|e-mail|"
        r"phone|mobile|reg|class|group|batch|matric)\.?\s*(?:no\.?|number|id)?\s*[:#]\s*\S.{0,60}",
    ),
    (
        "price",
        r".*(?:original|current|regular|sale) price\b.*|(?:price|mrp|total|subtotal)?\s*:?\s*[$€£₹¥]\s?[\d.,]+.{0,20}|sale!?|\d{1,3}% off.*",
    ),
    (
        "shop",
        r"\(?\s*\d(?:\.\d)? out of 5\s*\)?.*|[-+−]|(?:add to|view|browse|remove from) (?:wishlist|cart|basket|bag).*|(?:buy|order|shop) now.*|in stock|out of stock|sku\b.*|quantity|compare|categor(?:y|ies)\s*:?|tags?\s*:?|description|additional information|reviews? ?\(\d+\).*",
    ),
    (
        "shopping cart",
        r"(?:your )?shopping (?:cart|bag|basket).*|(?:proceed to )?checkout|your cart\b.*|continue shopping",
    ),
    (
        "form",
        r"fields? marked .*|.*\b(?:are|is) mandatory|drop us a (?:query|line).*|(?:your )?(?:name|e-?mail|phone|message|comment)\s*\*|submit|send( message)?|subscribe.*|sign up.*newsletter.*|leave a (?:reply|comment).*|post comment|enter your .*|required fields.*|[×x✕]",
    ),
    (
        "course schedule",
        r"course schedule|course ?name.*details?|.*\b(?:every )?week(?:day|end)s?(?: |view).*(?:details|enrol).*|(?:next )?batch(?:es)? (?:starts?|type|date).*|enrol+ now.*",
    ),
    (
        "byline",
        rf"(?:(?:by|written by|author|posted by|published|updated|last updated|posted)\b:?.{{0,60}})?{_DATE}.{{0,25}}|(?:by|written by|posted by|author:)\s+[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,3}}|\d[\d,.]*\s*(?:views?|reads?|shares?|likes?|claps?)|\d{{1,3}}(?::\d\d)?\s*min(?:ute)?s?(?: read)?",
    ),
    (
        "advertising",
        r"(?:you may also (?:like|read)|also read|read (?:also|more)|related (?:posts?|articles?|reads?|courses?)|recommended (?:for you|reads?)|must read)\b.*",
    ),
    (
        "advertising",
        r".*\b(?:our|latest)\b.{0,40}\b(?:training|course|program(?:me)?|certification|bootcamp|webinar|newsletter|plans?)\b.*|.*\b(?:get certified|promo code|coupon|discount|sponsored by|free trial|money-back|join (?:us|now|our)|follow us|download our|contact (?:us|our))\b.*|.*\b(?:explore|find|see|view|get|read|check out)\b.{0,20}\ball\b.{0,12}\d+.{0,12}(?:questions|answers)\b.*|this (?:blog|article|post|page|guide) (?:is|will|covers|lists|was)\b.*|.*\bthis (?:blog|article|post) (?:is|will)\b.*",
    ),
    (
        "navigation",
        r"(?:skip to (?:main )?content|back to (?:top|list|index)|next|previous|prev|home|menu|search|share( this)?|print|log ?in|sign in|register|table of contents?|contents|toc)(?:\s*[:»>«<→←↑▲])?|⬆.*|.*\bback to top\b.*|©.*|copyright\b.*|all rights reserved.*|privacy policy.*|terms (?:of (?:use|service)|and conditions).*|(?:accept|we use) (?:all )?cookies.*",
    ),
)
_SECTIONS: tuple[tuple[str, str], ...] = (
    ("course schedule", r"course schedule|upcoming (?:batches|courses)|training schedule"),
    (
        "form",
        r"drop us a (?:query|line)|contact (?:us|form)|get in touch|leave a (?:reply|comment)|request a (?:callback|demo)|enquire now",
    ),
    ("shopping cart", r"your shopping cart|shopping cart|cart"),
    ("shop", r"related products|customer reviews|you may also like|frequently bought together"),
    (
        "advertising",
        r"next steps!?|related (?:posts|articles|courses|reads)|popular (?:posts|courses)|recommended.*|our (?:courses|services|partners)|sponsors?|advertisement|preparation resources|ready to .*",
    ),
    (
        "about the document",
        r"contribut(?:e|ing|ions?|ors?)(?: guide(?:lines)?)?|licen[cs]e|acknowledge?ments?|credits|changelog|star history|about the author|author|maintainers?|disclaimer|how to contribute",
    ),
    (
        "navigation",
        r"table of contents?|contents|toc|index|categories|archives|recent (?:posts|comments)|share this.*|tags|on this page|see also|further reading|references|footer",
    ),
)
_LINE_RULES = tuple((reason, re.compile(pattern, re.I)) for reason, pattern in _LINES)
_SECTION_RULES = tuple((reason, re.compile(pattern, re.I)) for reason, pattern in _SECTIONS)


def line_reason(text: str) -> str | None:
    """Why a piece of text is no content, or None. A long text only counts where it sells something."""
    bare = without_marks(text)
    length = len(bare.split())
    for reason, rule in _LINE_RULES:
        limit = 90 if reason == "advertising" else 14
        if length <= limit and rule.fullmatch(bare):
            return reason
    return None


def section_reason(heading: str) -> str | None:
    """Why everything under a heading is no content, or None."""
    bare = without_marks(heading).strip(" :")
    return next((reason for reason, rule in _SECTION_RULES if rule.fullmatch(bare)), None)


def shown(text: str, reason: str) -> str:
    """The excerpt that a report may show: never the value of personal data."""
    line = " ".join(text.split())
    if reason == PERSONAL:
        return re.split(r"[:#]", line, maxsplit=1)[0] + ": …"
    return line if len(line) <= 120 else line[:119] + "…"
