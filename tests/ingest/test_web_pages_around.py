"""What stands around the content of web pages is left out and reported, and content is not."""

# ruff: noqa: E501 - pages of our own, a line for each of their parts

import pytest

from tests.ingest.shapes import drops, extracted, passages, questions

CONTENT = (
    "<h2>What is a pod?</h2><p>A group of containers that share one address.</p>"
    "<h2>What is a node?</h2><p>A machine, physical or virtual, that runs pods.</p>"
)
ASKED = {
    "What is a pod?": "A group of containers that share one address.",
    "What is a node?": "A machine, physical or virtual, that runs pods.",
}
LINKS = "<ul><li><a href='#p'>What is a pod?</a></li><li><a href='#n'>What is a node?</a></li></ul>"
MENU = "<ul><li><a href=/>Home</a></li><li><a href=/b>Blog</a></li><li><a href=/c>Courses</a></li><li><a href=/d>Us</a></li></ul>"
CARD = '<div class="card"><a href="/p"><img src=i.jpg><h4>What is a data lake?</h4></a><p>A short look at it.</p></div>'


def page(body: str) -> str:
    return f"<html><head><title>FAQ</title></head><body class='has-sidebar single nav-open'>{body}</body></html>"


AROUND = {
    "a theme of Sphinx": f'<nav class="wy-nav-side"><div class="wy-menu">{LINKS}</div></nav><div role="navigation"><a href=x>Docs</a>'
    f'</div><div role="main" class="document"><div itemprop="articleBody">{CONTENT}</div></div><footer><div role="contentinfo">© 2024</div></footer>',
    "a sidebar behind the content": f'<div class="document"><div class="body" role="main">{CONTENT}</div></div><div class="sphinxsidebar"><h3>'
    f'Contents</h3>{LINKS}<h4>Previous topic</h4><p><a href=x>What is this?</a></p></div>',
    "a theme of MkDocs": f'<main class="md-main"><div class="md-sidebar"><nav class="md-nav">{LINKS}</nav></div><article class="md-content__inner">'
    f'<a class="md-content__button" title="Edit this page">Edit this page</a>{CONTENT}<form class="md-feedback"><p>Was this page helpful?</p></form></article></main>',
    "classes that a bundler made up": f'<aside class="docSidebarContainer_YfHR">{MENU}</aside><main><article>{CONTENT}</article>'
    f'<div class="tableOfContents_bqdL">{LINKS}</div></main>',
    "a blog with a contents list and comments": f'<header class="site-header">{MENU}</header><main><article><div class="entry-content"><div id="toc_container" '
    f'class="toc">{LINKS}</div>{CONTENT}<div class="share-buttons">Share this <a href=x>Tweet</a></div></div></article><div id="comments" class="comments-area">'
    f"<h3>2 thoughts</h3><ol><li><p>What is the difference between the two? I did not get it.</p></li></ol></div></main>",
    "teasers under a heading of the same depth": f"<div class=a><div class=b>{CONTENT}</div><div class=c><h2>Recommended from our blog</h2>"
    f"{CARD.replace('h4', 'h2') * 3}</div></div>",
    "teasers under a deeper heading": f"<div>{CONTENT}<h3>You may also like</h3>{CARD * 3}</div>",
    "a cookie notice and a pop-up": f'<div>{CONTENT}</div><div class="cookie-banner"><p>We use cookies. Do you accept?</p><button>Yes</button></div>'
    f'<div role="dialog" style="display:none"><h3>Want to pass your interview?</h3><p>Join our list.</p></div>',
    "a newsletter and an author's box": f'<article>{CONTENT}<div class="newsletter-signup"><h3>Want more of this?</h3><p>Leave your address.</p></div>'
    f'<div class="author-box"><h4>Who writes here?</h4><p>Ada has written for years.</p></div></article>',
    "a menu without a name": f"<div>{MENU}</div><div>{CONTENT}</div>",
    "hidden words": f'<span class="sr-only">Skip to it</span><div style="display:none">Never shown to anybody at all</div>{CONTENT}<p aria-hidden="true">+</p>',
    "what is never shown": f"<script>var a = '<h2>What is this?</h2>';</script><template><h2>What is that?</h2></template><noscript><h2>Is script on?</h2>"
    f"</noscript><style>h2 {{}}</style>{CONTENT}<!-- <h2>What was here?</h2> --><iframe src=x></iframe>",
}  # fmt: skip


@pytest.mark.parametrize("around", AROUND)
def test_only_the_content_asks(around: str) -> None:
    assert questions("a.html", page(AROUND[around])) == ASKED


def test_what_is_left_out_is_reported_with_its_reason() -> None:
    text = page(AROUND["a blog with a contents list and comments"])
    assert {reason for _, reason in drops("a.html", text)} == {"navigation", "comments"}
    assert any("did not get it" in drop.text for drop in extracted("a.html", text).dropped)


@pytest.mark.parametrize(
    "names",
    [
        'class="content-with-sidebar"', 'class="page has-toc"', 'id="ranking-and-search"', 'id="navigation-in-apps"', 'class="post-comments"',
        'class="widget-container elementor-widget"', 'class="share"', 'class="footer"', 'class="tags"', 'class="menu"', 'class="related"',
    ],
)  # fmt: skip
def test_names_are_not_believed_against_the_questions_in_an_element(names: str) -> None:
    assert questions("a.html", page(f"<div {names}>{CONTENT}</div>")) == ASKED
    assert (
        questions("a.html", page(f"<p>{'Words that lead in. ' * 20}</p><section {names}>{CONTENT}</section>")) == ASKED
    )


def test_a_section_about_comments_or_cookies_is_content() -> None:
    body = (
        "<h2>How are cookies set?</h2><p>By a header of the response.</p><section id=comments-in-code><h2>Why write comments?</h2>"
        "<p>They say what code cannot.</p></section>"
    )
    assert list(questions("a.html", page(body))) == ["How are cookies set?", "Why write comments?"]


def test_an_aside_within_the_content_is_content() -> None:
    body = f"<main>{CONTENT}<aside class='admonition tip'><p>Nodes are replaced and never repaired by hand.</p></aside></main>"
    assert "never repaired" in str(questions("a.html", page(body))["What is a node?"])


def test_footnotes_and_their_marks_are_no_part_of_an_answer() -> None:
    body = (
        '<h2>What is a pod?</h2><p>A group<sup class="reference"><a href="#c1">[1]</a></sup> of containers'
        '<a class="footnote-ref" href="#f">2</a>.</p><section class="footnotes"><ol><li>Said somewhere else.</li></ol></section>'
    )
    assert questions("a.html", page(body)) == {"What is a pod?": "A group of containers."}


def test_a_page_that_is_all_navigation_says_so() -> None:
    with pytest.raises(Exception, match=r"a\.html holds no text beside its navigation"):
        extracted("a.html", page(f"<nav>{MENU}</nav>"))


def test_an_article_without_questions_is_passages() -> None:
    body = "<main><h1>Serving</h1><p>A model that is served answers requests within its budget of time.</p></main>"
    assert passages("a.html", page(body)) == ["A model that is served answers requests within its budget of time."]
