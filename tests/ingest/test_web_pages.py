"""The ways in which web pages ask: each page is our own, built as real generators and editors build theirs."""

# ruff: noqa: E501 - pages of our own, a line for each of their parts

import json

import pytest

from tests.ingest.shapes import extracted, passages, questions

POD = "A group of containers that share one address."
NODE = "A machine, physical or virtual, that runs pods."
BOTH = {"What is a pod?": POD, "What is a node?": NODE}


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>FAQ</title>{head}</head><body>{body}</body></html>"


def test_buttons_of_an_accordion_are_questions() -> None:
    item = (
        '<div class="accordion-item"><h2 class="accordion-header" id="h{n}"><button class="accordion-button collapsed" '
        'type="button" data-bs-toggle="collapse" data-bs-target="#c{n}" aria-expanded="false" aria-controls="c{n}">{q}'
        '</button></h2><div id="c{n}" class="accordion-collapse collapse"><div class="accordion-body"><p>{a}</p></div>'
        "</div></div>"
    )
    items = "".join(item.format(n=n, q=q, a=a) for n, (q, a) in enumerate(BOTH.items()))
    assert questions("a.html", page(f"<h1>FAQ</h1><div class=accordion>{items}</div><button>Copy</button>")) == BOTH


def test_an_accordion_may_be_told_by_its_regions_alone() -> None:
    item = (
        '<div class="tab-title" id="t{n}" role="button"><a href="">{q}</a></div>'
        '<div role="region" aria-labelledby="t{n}" hidden><p>{a}</p></div>'
    )
    items = "".join(item.format(n=n, q=q, a=a) for n, (q, a) in enumerate(BOTH.items()))
    assert questions("a.html", page(items)) == BOTH


def test_parts_that_are_named_question_and_answer_are_these_though_hidden() -> None:
    item = '<div class="faq__item"><div class="faq__question">{q}<i>+</i></div><div class="faq__answer" style="display:none">{a}</div></div>'
    items = "".join(item.format(q=q, a=a) for q, a in BOTH.items())
    found = questions("a.html", page(f'<div class="faq">{items}</div>'))
    assert list(found.values()) == list(BOTH.values())
    assert [question.rstrip("+") for question in found] == list(BOTH)


def test_a_question_may_hold_its_answer() -> None:
    item = '<div class="question"><div class="head">{q}</div><div class="answer"><p>{a}</p></div></div>'
    assert questions("a.html", page("".join(item.format(q=q, a=a) for q, a in BOTH.items()))) == BOTH


def test_a_title_that_asks_nothing_is_a_question_where_the_others_of_its_accordion_ask() -> None:
    item = '<div class="toggle-title">{q}</div><div class="toggle-content"><p>{a}</p></div>'
    asked = {**BOTH, "Rolling updates": "One pod after another is replaced by its next version."}
    assert questions("a.html", page("".join(item.format(q=q, a=a) for q, a in asked.items()))) == asked


def test_toggles_of_an_exported_wiki_ask_in_their_summaries_and_topics_are_sections() -> None:
    toggle = '<ul class="toggle"><li><details open=""><summary>{q}</summary><p id="x">{a}</p></details></li></ul>'
    inner = "".join(toggle.format(q=q, a=a) for q, a in BOTH.items())
    body = f'<article class="page sans"><header><h1 class="page-title">Interview</h1></header><div class="page-body"><ul class="toggle"><li><details open=""><summary>Kubernetes</summary>{inner}</details></li></ul></div></article>'
    assert questions("a.html", page(body)) == BOTH
    assert {question.topic for question in extracted("a.html", page(body)).content.questions} == {
        "Interview › Kubernetes"
    }


def test_a_fold_that_says_answer_opens_the_answer_to_the_question_above_it() -> None:
    item = "<h3>{n}. {q}</h3><details><summary>Show answer</summary><p>{a}</p></details>"
    assert (
        questions("a.html", page("".join(item.format(n=n, q=q, a=a) for n, (q, a) in enumerate(BOTH.items())))) == BOTH
    )


def test_a_button_that_shows_the_answer_is_no_content() -> None:
    item = '<h3>{q}</h3><button onclick="t()">Show Answer</button><div class="hidden-answer" style="display: none"><p>{a}</p></div>'
    assert questions("a.html", page("".join(item.format(q=q, a=a) for q, a in BOTH.items()))) == BOTH


def test_items_of_a_numbered_list_are_questions_with_their_answers_and_the_others_with_them() -> None:
    asked = {**BOTH, "The life of a pod": "It is pending, it runs, it ends, and it never comes back."}
    items = "".join(f"<li><p>{q}</p><p>{a}</p><ul><li>more</li></ul></li>" for q, a in asked.items())
    assert questions("a.html", page(f"<ol start=4>{items}</ol>")) == {q: f"{a}\n\n  - more" for q, a in asked.items()}


def test_lists_of_bare_questions_keep_their_levels_and_topics_and_answer_nothing_with_what_follows() -> None:
    body = (
        "<h2>Classical learning</h2><ol><li>[E] What are the assumptions of linear regression?</li>"
        "<li>Feature selection.<ol><li>[E] Why do we use feature selection?</li><li>[M] Compare two ways of it.</li>"
        "</ol></li><li>[H] Is scaling necessary for kernel methods?</li></ol><p>This book was written in the open.</p>"
    )
    found = extracted("a.html", page(body)).content
    assert [(q.text, q.level, q.answer, q.locator.section) for q in found.questions] == [
        ("What are the assumptions of linear regression?", "junior", None, "Classical learning"),
        ("Why do we use feature selection?", "junior", None, "Classical learning › Feature selection."),
        ("Compare two ways of it.", "mid", None, "Classical learning › Feature selection."),
        ("Is scaling necessary for kernel methods?", "senior", None, "Classical learning"),
    ]


def test_lines_within_one_paragraph_may_ask_and_answer() -> None:
    body = f"<p>Q1. What is a pod?<br>Ans: {POD}</p><p><b>Q2. What is a node?</b><br/>{NODE}</p>"
    assert questions("a.html", page(body)) == BOTH


def test_bold_words_and_bare_text_behind_them_need_no_element_of_their_own() -> None:
    body = f"<div><b>1. What is a pod?</b><br>{POD}<br><br><b>2. What is a node?</b> {NODE}<br><br></div>"
    assert questions("a.html", page(body)) == BOTH


def test_an_exported_document_tells_bold_type_by_a_class_or_a_style() -> None:
    sheet = "<style>.c1{font-weight:700;font-size:11pt}.c2{font-weight:400}</style>"
    by_class = "".join(
        f'<p class="c3"><span class="c1">{q}</span></p><p><span class="c2">{a}</span></p>' for q, a in BOTH.items()
    )
    by_style = "".join(
        f'<p><span style="font-weight:700">{q}</span></p><p><span style="font-weight:400">{a}</span></p>'
        for q, a in BOTH.items()
    )
    assert questions("a.html", page(by_class, sheet)) == BOTH
    assert questions("a.html", page(f'<b style="font-weight:normal">{by_style}</b>')) == BOTH


def test_tables_may_ask_with_or_without_a_header() -> None:
    rows = "".join(f"<tr><td>{q}</td><td><p>{a}</p></td></tr>" for q, a in BOTH.items())
    assert questions("a.html", page(f"<table>{rows}</table>")) == BOTH
    assert questions("b.html", page(f"<table><tr><th>Question</th><th>Answer</th></tr>{rows}</table>")) == BOTH


def test_a_table_that_lays_out_the_page_is_walked_like_the_rest() -> None:
    content = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in BOTH.items())
    menu = "<a href=a>HTML</a><br><a href=b>CSS</a><br><a href=c>Java</a><br><a href=d>Go</a>"
    assert (
        questions(
            "a.html", page(f"<form id=aspnetForm><table><tr><td>{menu}</td><td>{content}</td></tr></table></form>")
        )
        == BOTH
    )


def test_questions_told_to_machines_are_the_visible_ones_and_asked_once() -> None:
    told = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [
        {"@type": "Question", "name": q, "acceptedAnswer": {"@type": "Answer", "text": f"<p>{a}</p>"}} for q, a in BOTH.items()]}  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    body = "".join(f"<p class=x>{q}</p><div>{a}</div>" for q, a in BOTH.items())
    assert questions("a.html", page(f"<p>{'words ' * 50}</p>{body}<p>Write to us.</p>", script)) == BOTH


def test_questions_told_to_machines_alone_are_read() -> None:
    told = [{"@graph": [{"@type": ["WebPage", "FAQPage"], "mainEntity": [
        {"@type": "Question", "name": "What is a &lt;pod&gt;?", "acceptedAnswer": {"@type": "Answer", "text": "A group.<br>Of containers."}}]}]}]  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(told)}</script><script type="application/ld+json">{{broken</script>'
    assert questions("a.html", page("<div id=app></div><p>All about clusters and what runs on them.</p>", script)) == {
        "What is a <pod>?": "A group.\nOf containers."
    }


def test_a_question_thread_has_its_accepted_answer_and_nobodys_comments() -> None:
    answer = '<div class="answer" itemprop="{p}" itemscope itemtype="https://schema.org/Answer"><div class="js-voting-container"><div itemprop=upvoteCount>7</div></div><div class="s-prose" itemprop="text"><p>{t}</p></div><ul class="comments-list"><li>I do not think that this is right at all.</li></ul></div>'
    body = (
        '<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name"><a href="/q/1" class="question-hyperlink">'
        'Why is a list copied when sliced?</a></h1><div class="question"><div class="s-prose" itemprop="text"><p>I slice a '
        "list and change the slice, and the list stays as it was.</p></div></div>"
        + answer.format(p="suggestedAnswer", t="Because the language calls a method of the list for it.")
        + answer.format(p="acceptedAnswer", t="A slice builds a new list of the same elements.")
        + "</div>"
    )
    found = questions("a.html", page(body))
    assert found == {"Why is a list copied when sliced?": "A slice builds a new list of the same elements."}
    others = " ".join(passages("a.html", page(body)))
    assert "I slice a list" in others
    assert "calls a method" in others
    assert "not think" not in others


def test_a_page_of_a_forum_leaves_the_question_out_of_the_answer() -> None:
    told = {"@type": "QAPage", "mainEntity": {"@type": "Question", "name": "How do I resume a run?", "acceptedAnswer":
            {"@type": "Answer", "text": "Pass the id of the run and set resume to must."}}}  # fmt: skip
    body = (
        '<h1><a href="/t/1">How do I resume a run?</a></h1><div class="post"><p>It failed at step 300 and I want to go on.</p>'
        '</div><div class="post"><p>Pass the id of the run and set resume to must.</p></div><div class="post"><p>That worked '
        "for me at once, many thanks.</p></div>"
    )
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    assert questions("a.html", page(body, script)) == {
        "How do I resume a run?": "Pass the id of the run and set resume to must."
    }


def test_headings_lose_their_anchors_numbers_and_wrappers() -> None:
    body = (
        f'<h2 id=a><a class="anchor" aria-hidden="true" href="#a"><svg></svg></a><span>1. What is a pod?</span>'
        f'<a class="headerlink" href="#a" title="Permalink to this heading">¶</a></h2><p>{POD}</p>'
        f'<a href="#b"><h2 id=b><strong>2. What is a node?</strong><button>Copy link</button></h2></a><p>{NODE}</p>'
    )
    found = questions("a.html", page(body))
    assert list(found.values()) == list(BOTH.values())
    first, second = found
    assert first == "What is a pod?"
    assert second.startswith("What is a node?")


def test_listings_lose_their_line_numbers_and_buttons_and_keep_their_language() -> None:
    body = (
        "<h2>How is it run?</h2><p>As follows:</p><div class='highlight'><table class='highlighttable'><tr>"
        "<td class='linenos'><pre>1\n2</pre></td><td class='code'><pre class='language-python'><button>Copy</button>"
        "<code>a = 1\nif a &lt; 2:\n    run()</code></pre></td></tr></table></div>"
    )
    assert questions("a.html", page(body)) == {
        "How is it run?": "As follows:\n\n```python\na = 1\nif a < 2:\n    run()\n```"
    }


def test_a_formula_is_told_once_as_it_was_typed() -> None:
    katex = (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>x</mi></mrow><annotation encoding='
        '"application/x-tex">x^2</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">x2</span></span>'
    )
    mathjax = '<span class="MathJax_Preview">y</span><span class="MathJax">y</span><script type="math/tex">y_1</script>'
    body = f"<h2>What is squared?</h2><p>It is {katex} and {mathjax}, or 2<sup>10</sup>, the 1<sup>st</sup> of all.</p>"
    (answer,) = questions("a.html", page(body)).values()
    assert answer == "It is $x^2$ and $y_1$, or 2^10, the 1st of all."


def test_pictures_are_kept_as_links_and_counted_and_ornaments_are_not() -> None:
    body = (
        '<h2>What does it look like?</h2><p>Like this <img class="emoji" alt="👍" src=e.png>:</p><p><img src="img/a b.png" alt="Two pods">'
        '</p><img src="data:image/png;base64,AAAA" alt=Inside><img src=dot.gif width=1 height=1>'
    )
    found = extracted("a.html", page(body))
    (question,) = found.content.questions
    assert question.answer is not None
    assert question.answer.text == "Like this 👍:\n\n![Two pods](img/a%20b.png)\n\n![Inside](embedded)"
    assert found.pictures == 2


def test_a_picture_of_a_formula_that_its_address_holds_is_the_formula() -> None:
    body = (
        '<h2>What is inverted?</h2><p>It is <img src="https://render.githubusercontent.com/render/math?math={X}^{T}{X}"> here.</p>'
        '<h2>What is summed?</h2><p>It is <img src="https://latex.codecogs.com/svg.latex?%5Csum%20x_i"> there.</p>'
    )
    assert list(questions("a.html", page(body)).values()) == ["It is ${X}^{T}{X}$ here.", "It is $\\sum x_i$ there."]
    assert extracted("a.html", page(body)).pictures == 0


def test_an_answer_that_is_only_a_link_is_none() -> None:
    body = f"<h2>What is a pod?</h2><p>Read <a href=https://x.org>here</a>.</p><h2>What is a node?</h2><p>{NODE}</p>"
    assert questions("a.html", page(body)) == {"What is a pod?": None, "What is a node?": NODE}


def test_links_are_their_words_and_those_that_say_nothing_keep_their_target() -> None:
    body = (
        f'<h2>What is a pod?</h2><p>A group of <a href="https://x.org/c">containers</a>, as told in full <a href="https://x.org/p">here</a>.</p>'
        f"<h2>What is a node?</h2><p>{NODE}</p>"
    )
    assert questions("a.html", page(body))["What is a pod?"] == (
        "A group of containers, as told in full [here](https://x.org/p)."
    )


def test_the_page_says_when_it_was_changed_and_its_title_loses_the_name_of_its_site() -> None:
    head = (
        '<meta property="og:site_name" content="Example Docs">'
        '<meta property="article:modified_time" content="2024-03-05T10:00:00+00:00">'
    )
    text = page("<h2>What is a pod?</h2><p>A group of containers.</p>", head).replace(">FAQ<", ">Pods | Example Docs<")
    source = extracted("a.html", text).content.source
    assert source.title == "Pods"
    assert source.modified is not None
    assert source.modified.isoformat() == "2024-03-05T10:00:00+00:00"


def test_a_page_packed_into_one_line_names_the_headings_of_its_places() -> None:
    packed = page("<h1>FAQ</h1>" + "".join(f"<h2>{q}</h2><p>{a}</p>" for q, a in BOTH.items()))
    places = [question.locator.place for question in extracted("a.html", packed).content.questions]
    assert places == ["under “What is a pod?”", "under “What is a node?”"]
    assert extracted("a.html", packed).content.questions[0].locator.where == "shapes/a.html, under “What is a pod?”"


def test_angle_brackets_in_a_question_are_no_tags() -> None:
    body = "<h2>What does &lt;T&gt; mean in <code>List&lt;T&gt;</code>?</h2><p>The type of its elements.</p>"
    assert list(questions("a.html", page(body))) == ["What does <T> mean in List<T>?"]


@pytest.mark.parametrize(
    "item",
    [
        '<div class="css-1x"><div class="css-2y">{q}</div><div class="css-3z">{a}</div></div>',
        '<div class="py-4"><button aria-expanded="false"><span>{q}</span></button><div class="h-0"><p>{a}</p></div></div>',
        '<div class="panel panel-default"><div class="panel-heading"><h4 class="panel-title"><a data-toggle="collapse" '
        'href="#k{n}">{q}</a></h4></div><div id="k{n}" class="panel-collapse collapse"><div class="panel-body">{a}</div></div></div>',
        '<button class="accordion">{q}</button><div class="panel"><p>{a}</p></div>',
        '<div class="tab"><input type="checkbox" id="c{n}"><label class="tab-label" for="c{n}">{q}</label><div class="tab-content">{a}</div></div>',
        '<dl><div><dt><button aria-expanded="false" aria-controls="d{n}">{q}</button></dt><dd id="d{n}"><p>{a}</p></dd></div></dl>',
        '<div class="admonition question"><p class="admonition-title">{q}</p><p>{a}</p></div>',
        "<p><u>{q}</u></p><p>{a}</p>",
        "<p>{n}. {q}</p><p>{a}</p>",
        '<font size="4"><b>{n}) {q}</b></font><br><font size="3">{a}</font><br><br>',
        '<div role="heading" aria-level="3">{q}</div><div>{a}</div>',
        "<table><tr><td><b>Q{n}.</b></td><td>{q}</td></tr><tr><td><b>Ans.</b></td><td>{a}</td></tr></table>",
        '<ol start="{n}"><li>{q}</li></ol><p>{a}</p>',
    ],
)
def test_many_ways_of_marking_questions_are_one(item: str) -> None:
    asked = {**BOTH, "Why use namespaces?": "They part the names of teams.", "What are labels?": "Words put on things."}
    items = "".join(item.format(n=n, q=q, a=a) for n, (q, a) in enumerate(asked.items(), 1))
    assert questions("a.html", page(f"<h1>Kubernetes</h1><p>Asked again and again in interviews.</p>{items}")) == asked
