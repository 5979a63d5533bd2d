"""What stands around a page's content: navigation, contents lists, comments, advertising, forms. Told by the page's
own tags, roles and names; nothing that holds the page's main part, its title or most of its words is ever told so."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ingest.readers.web_page.survey import LONGEST_NAME, SILENT, Survey
from ingest.understanding.wording import reads_like_question

_TAGS = {"nav": "navigation", "footer": "navigation", "dialog": "overlay"}
_ROLES = {
    "navigation": "navigation", "banner": "navigation", "contentinfo": "navigation", "search": "form",
    "doc-toc": "navigation", "menu": "navigation", "menubar": "navigation", "toolbar": "navigation",
    "dialog": "overlay", "alertdialog": "overlay", "doc-backlink": "navigation", "doc-pagebreak": "navigation",
    "doc-footnote": "footnotes", "doc-endnotes": "footnotes", "footnote": "footnotes", "footnotes": "footnotes",
    "endnotes": "footnotes", "rearnotes": "footnotes", "pagebreak": "navigation", "toc": "navigation",
    "landmarks": "navigation", "page-list": "navigation",
}  # fmt: skip
_NAMES = {
    "navigation": r"nav|navs|navbar|nav-?bar|navigation|menu|menubar|top-?bar|breadcrumbs?|crumbs?|pagination|pager"
    r"|paginat(?:or|ion)|prev-?next|next-?prev|post-?nav(?:igation)?|site-?nav|side-?bar(?:s|tree)?|side-?nav"
    r"|sphinxsidebar|toc|tocs|book-?summary|table-?of-?contents?|toc-?tree|on-?this-?page|page-?toc|ez-toc|lwptoc"
    r"|skip-?(?:to-?content|link|nav)|skip|site-?header|masthead|page-?header-?bar|(?:site|page|global|main)-?footer"
    r"|footer|colophon|edit-?(?:this-?)?(?:page|link|on-?github)|source-?link|rst-versions|related-bar|mw-editsection"
    r"|catlinks|navbox|printfooter|mw-jump-link|mw-head|mw-panel|jump-to-nav|post-?meta-?nav|back-?to-?top|off-?canvas"
    r"|drawer|mega-?menu|hamburger|page-?metadata|version-?(?:switcher|list|picker)|language-?switcher"
    r"|action-?bar|file-?navigation|repository-?(?:header|nav)|last-?updated?|page-?actions|article-?actions",
    "advertising": r"ads?|adsbygoogle|ad-?(?:slot|unit|banner|space)|advert(?:isement|ising|orial|s)?|sponsor(?:ed|s)?"
    r"|promo(?:tion|s)?|cta|call-?to-?action|related(?:-?(?:posts?|articles?|reads?|courses?|content|questions|topics|"
    r"links|stories|entries|pages))?|jp-relatedposts|recommended(?:-?(?:posts?|articles?|reads?|courses?))?"
    r"|recommendations?|you-?may-?(?:also-?)?like|also-?(?:read|like)|more-?(?:from|posts|articles|stories|like-?this)"
    r"|read-?(?:next|also)|(?:popular|recent|latest|trending|similar)-?(?:posts?|articles?|courses?|topics?|questions?)"
    r"|upsell|banner|outbrain|taboola|widget-?area|widget_\w+|explore-?more|suggested-?(?:topics|posts)|hot-network-\w+",
    "comments": r"comments?|comment-?(?:list|area|section|respond|form|thread)s?|respond|disqus(?:_thread)?|giscus"
    r"|utterances|responses|discourse-?comments|replies|js-post-comments-\w+",
    "form": r"newsletter|subscri(?:be|ption|ptions)|sign-?up|opt-?in|mailing-?list|mc_embed_signup|contact-?form"
    r"|search-?(?:box|bar|form|modal)?|feedback|was-?(?:this-?)?helpful|helpful|page-?rating|rating|ratings|log-?in"
    r"|lead-?(?:form|gen|magnet)|enquiry|enquire|download-?brochure|poll|survey|reactions?|votes?|voting-container"
    r"|votecell|js-voting-container|claps?|likes?",
    "cookie notice": r"cookies?|cookie-?(?:notice|banner|bar|consent|law|modal|policy)|consent|gdpr|cc-window"
    r"|onetrust\S*|cky-\S+|cmplz-\S+",
    "byline": r"author|author-?(?:box|bio|info|card|details|profile)|about-?(?:the-?)?author|bio|byline|by-?line"
    r"|(?:post|entry|article|blog)-?(?:meta|info|details|date|tags|footer|author|header-meta)|shar(?:e|ing)"
    r"|shar(?:e|ing)-?(?:bar|buttons?|links?|icons?|this)?|social|social-?(?:share|media|links?|icons?|bar|buttons?)"
    r"|addtoany\S*|sharedaddy|sd-sharing\S*|a2a_kit|tags|tag-?(?:list|cloud|links)|post-?signature|user-?info"
    r"|user-?details|reading-?time|read-?time|publish(?:ed)?-?(?:date|on)",
    "overlay": r"modal|popup|pop-?up|overlay|lightbox|toast|snackbar|tooltip",
    "footnotes": r"footnotes?|footnotes-list|references|reflist|mw-references-wrap|citations|endnotes|bibliography",
}  # fmt: skip
_BEFORE = (
    r"(?!(?:has|with|no|is|show|hide|without|not|have|open|is-not|u|page-has|layout)[-_])"
    r"(?:[a-z0-9]+[-_]{1,2}){0,3}?"
)
_AFTER = (
    r"(?:[-_]{1,2}(?:container|wrapper|wrap|inner|outer|list|box|area|section|block|bar|links?|items?|panel|widget|"
    r"holder|group|root|main|primary|secondary|left|right|top|bottom|desktop|mobile|sticky|fixed|sm|md|lg|\d+))*"
)
_FRAME = re.compile(
    "|".join(f"(?P<{reason.replace(' ', '_')}>{_BEFORE}(?:{names}){_AFTER})" for reason, names in _NAMES.items()), re.I
)
_INLINE = frozenset(
    """a b strong em i code mark p li td th dt dd pre html body main h1 h2 h3 h4 h5 h6 summary details tr tbody
    table""".split()
)
_ASKING = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "summary", "dt"])
# A call to action asks once.
_MOST_ASKING = 2
_LONGEST_BYLINE = 120
_BUNDLED = re.compile(r"_{1,2}(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9+-]{4,6}$")
_SLUG = re.compile(
    r"(?!(?:site|page|main|post|entry|article|blog|global|top|left|right|primary|secondary|wp|mw|md|the)-)[a-z]+-\w+",
    re.I,
)
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_HIDDEN_CLASS = re.compile(
    r"(?:visually-?hidden|sr-?only|screen-?reader(?:-text|-only)?|visuallyhidden|assistive-text|a11y-hidden|u-hidden-"
    r"visually|print-only|cdk-visually-hidden)(?:-focusable)?",
    re.I,
)
_UNFOLDS = re.compile(
    r"accordion|collaps|toggle|expand|faq|answer|spoiler|solution|tab|panel|reveal|details|content|body"
)
# A list of links with so many words in links is a menu, where it has no heading and stands outside the main part.
_MENU = 0.75
_MENU_LINKS = 4
_LINKED_HEADER = 0.3
# A main part with such a share of the page's words is all of its content.
_WHOLE = 0.5
_TITLES = frozenset(["h1", "html", "body"])
# Below this share of a page's words, what is left is not its content: then the names were misleading.
_LEFT = 0.15


def main_part(page: Survey) -> int:
    """The number of the element that the page itself calls its main part; 0, the whole, where there is none."""
    mains = [n for n, e in enumerate(page.elements)
             if e.tag == "main" or e.get("role") == "main" or e.get("itemprop") == "articleBody"]  # fmt: skip
    if not mains:
        mains = [n for n, e in enumerate(page.elements) if e.tag == "article"]
    best = max(mains, key=page.size, default=0)
    return best if page.size(best) >= _LEFT * page.total else 0


def frames(page: Survey, told: Sequence[int]) -> dict[int, str]:
    """The elements that are no content, each with the reason. `told`, in order, are those that ask and
    answer by the page's own word, hidden or not."""
    main = main_part(page)
    alone = main if page.size(main) >= _WHOLE * page.total else 0
    titles = [n for n, e in enumerate(page.elements) if e.tag == "h1"]
    sure: dict[int, str] = {}
    likely: dict[int, str] = {}
    skip = 0
    for number, element in enumerate(page.elements):
        if number < skip or not isinstance(element.tag, str):
            continue
        reason, certain = _reason(page, number, element, main, told)
        titled = any(page.holds(number, title) or page.holds(title, number) for title in titles[:3])
        if reason is None and alone and not titled and _is_beside(page, number, alone, told):
            reason = "navigation"
        if reason is None:
            continue
        if page.holds(number, main) or number == main:
            continue
        if not certain and titled and page.links(number) < _MENU:
            continue
        (sure if certain else likely)[number] = reason
        skip = page.ends[number]
    left = page.total - sum(map(page.size, sure))
    for number in sorted(likely, key=page.size):
        size = page.size(number)
        mostly_links = page.links(number) >= 0.5
        if left - size >= _LEFT * page.total and (
            size <= 0.5 * page.total or mostly_links or likely[number] == "comments"
        ):
            left -= size
        else:
            del likely[number]
    return sure | likely


def _is_beside(page: Survey, number: int, main: int, told: Sequence[int]) -> bool:
    """Whether an element stands outside the part that the page calls its main one, and asks nothing itself."""
    if page.holds(number, main) or page.holds(main, number) or page.elements[number].tag in _TITLES:
        return False
    after = bisect_left(told, number)
    if after < len(told) and told[after] < page.ends[number]:
        return False
    if after > 0 and page.holds(told[after - 1], number):
        return False
    return page.elements[number].tag not in SILENT and number != main and not _asks_within(page, number)


def _reason(page: Survey, number: int, element: Any, main: int, told: Sequence[int]) -> tuple[str | None, bool]:
    """Why an element is no content, and whether that is beyond doubt."""
    tag = element.tag
    if tag in SILENT or tag in ("html", "body"):
        return None, False
    if (reason := _TAGS.get(tag)) and not (tag == "footer" and page.holds(main, number) and page.size(number) > 80):
        return reason, True
    role = (element.get("role") or element.get("epub:type") or "").lower()
    if reason := _ROLES.get(role):
        return reason, role != "banner"
    if _is_hidden(element):
        after = bisect_left(told, number)
        unfolds = (after < len(told) and told[after] < page.ends[number]) or (
            after > 0 and page.holds(told[after - 1], number)
        )
        kept = unfolds or _may_unfold(element) or _is_asked_before(element) or page.size(number) > 0.3 * page.total
        return (None, False) if kept else ("hidden", True)
    if tag in _INLINE and tag not in ("li", "p"):
        return None, False
    inside = main and page.holds(main, number)
    if tag == "header" and not inside and main and page.links(number) >= _LINKED_HEADER:
        return "navigation", False
    if tag == "aside" and not inside and main:
        return "navigation", False
    if tag == "form" and not _is_wrapper(page, number):
        return "form", False
    reason = _named(element.get("class") or "") or _identified(element.get("id") or "")
    if reason and not (reason == "byline" and page.size(number) > _LONGEST_BYLINE) and not _asks_within(page, number):
        return reason, False
    if tag in ("ul", "ol", "div", "table", "section") and not inside and _is_menu(page, number):
        return "navigation", False
    return None, False


@lru_cache(maxsize=4096)
def _named(names: str) -> str | None:
    """Why the classes of an element say that it is no content; a bundler's own mark at their end says nothing."""
    for name in names.split():
        if len(name) > LONGEST_NAME:
            continue
        plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", _BUNDLED.sub("", name)).lower()
        if found := _FRAME.fullmatch(name) or _FRAME.fullmatch(plain):
            return str(found.lastgroup).replace("_", " ")
    return None


@lru_cache(maxsize=4096)
def _identified(name: str) -> str | None:
    """Ids are mostly made of headings: `ranking-and-search` is no form to search with."""
    found = _FRAME.fullmatch(name) if len(name) <= LONGEST_NAME else None
    return str(found.lastgroup).replace("_", " ") if found and not _SLUG.match(name) else None


def _asks_within(page: Survey, number: int) -> bool:
    """Whether several questions stand in an element that are no links to others: then its name means something else."""
    asking = 0
    for inner in range(number + 1, page.ends[number]):
        element = page.elements[inner]
        if element.tag in _ASKING and page.links(inner) < _MENU and page.size(inner) < _LONGEST_BYLINE:
            asking += reads_like_question(" ".join(element.itertext()))
            if asking >= _MOST_ASKING:
                return page.links(number) < 1 - _MENU
    return False


def _is_hidden(element: Any) -> bool:
    if element.get("aria-hidden") == "true" or (
        element.get("hidden") is not None and element.get("hidden") != "until-found"
    ):
        return True
    if (style := element.get("style")) and _HIDDEN_STYLE.search(style):
        return True
    names = element.get("class")
    return bool(names) and any(_HIDDEN_CLASS.fullmatch(name) for name in names.split())


def _is_asked_before(element: Any) -> bool:
    """Whether a hidden element follows a question, whose answer it then is."""
    before = element.getprevious()
    while before is not None and before.tag in ("button", "span", "a", "i", "svg"):
        before = before.getprevious()
    return before is not None and isinstance(before.tag, str) and reads_like_question("".join(before.itertext())[:500])


def _may_unfold(element: Any) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return element.get("role") in ("tabpanel", "region") or bool(_UNFOLDS.search(names))


def _is_wrapper(page: Survey, number: int) -> bool:
    """Some servers put the whole page into one form."""
    return page.size(number) > 0.3 * page.total


def _is_menu(page: Survey, number: int) -> bool:
    return (
        page.links(number) >= _MENU
        and page.counted(page.anchors, number) >= _MENU_LINKS
        and page.ends[number] < len(page.texts)
        and not page.counted(page.texts, number)
    )
