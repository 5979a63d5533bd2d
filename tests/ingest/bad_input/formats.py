"""Records, pages and books that are broken, or made to break whoever reads them."""

import json

from tests.ingest.bad_input.bad import QUESTIONS, Bad, file, zipped

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">'.format("drift " * 100)
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 30}">' for before, name in zip("abcdef", "bcdefg", strict=True))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ROWS = [{"question": asked, "answer": answer} for asked, answer in QUESTIONS]


def _json(**more: object) -> str:
    return json.dumps([{**row, **more} for row in ROWS])


def _xml(start: str, answer: str) -> str:
    cards = "".join(f"<card><question>{asked}</question><answer>{answer}</answer></card>" for asked, _ in QUESTIONS)
    return f"{start}<cards>{cards}</cards>"


def _page(body: str) -> str:
    questions = "".join(f"<h2>{asked}</h2><p>{answer}</p>" for asked, answer in QUESTIONS)
    return (
        f"<!doctype html><html><head><title>Monitoring</title></head><body><main>{questions}{body}</main></body></html>"
    )


def _yaml(more: str = "") -> str:
    return "".join(f"- question: {asked}\n  answer: {answer}\n" for asked, answer in QUESTIONS) + more


def _aliases() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]")
    return "\n".join(lines) + "\n"


def _book(chapter: str, spine: str = '<itemref idref="a"/>', start: str = "") -> bytes:
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
        '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        f"<spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    page = f'{start}<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
    return zipped(
        {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": package, "a.xhtml": page}
    )


_CHAPTER = "".join(f"<h2>{asked}</h2><p>{answer}</p>" for asked, answer in QUESTIONS)

CASES: list[Bad] = [
    file("cut.json", '[{"question": "Why?"', "told", "no JSON"),
    file("deep.json", "[" * 200_000, "refused", "nested"),
    file("deepest.json", '{"a":' * 100_000 + "1" + "}" * 100_000, "refused", "nested"),
    file("number.json", f'[{{"question": "Why?", "n": {"9" * 10_000}}}]', "in"),
    file("wrong.json", '{"rows": [1, 2, 3]}', "refused", "question"),
    file("bool.json", '[{"question": true, "answer": null}, 5, null, [[]]]', "refused"),
    file("nan.json", lambda: _json(n=float("nan")), "in"),
    file("line.jsonl", "\n".join(map(json.dumps, ROWS)) + '\n{"question": broken\n', "told"),
    file("cell.csv", lambda: 'question,answer\nWhat is drift?,"' + "word " * 8_000_000 + '"\n', "refused"),
    file("nul.csv", "question,answer\nWhat is dr\0ift?,A change of data.\n", "told", "nobody sees", never="\0"),
    file("open.csv", 'question,answer\nWhat is drift?,"A change\n' + "a,b\n" * 1000, "told"),
    file("wide.csv", "question,answer" + ",x" * 5_000 + "\nWhat is drift?,A change of the data over time.\n", "in"),
    file("formula.csv", "question,answer\nWhat is =1+1 in a cell?,=cmd|' /C calc'!A0\n", "in"),
    file("nothing.csv", "a,b\n1,2\n", "refused", "question"),
    file("aliases.yaml", _aliases, "refused"),
    file("python.yaml", "!!python/object/apply:os.system ['touch /tmp/owned']\n", "refused"),
    file("pythons.yaml", lambda: _yaml("- !!python/name:os.system\n"), "refused"),
    file("deep.yaml", "[" * 5000, "refused"),
    file("deepest.yaml", "".join(" " * n + "a:\n" for n in range(3000)), "refused"),
    file("tab.yaml", "- question: Why?\n\tanswer: x\n", "in"),
    file("itself.yaml", "&a [*a, *a]\n", "refused"),
    file("bomb.xml", lambda: _xml(BOMB, "&g;"), "refused"),
    file("outside.xml", lambda: _xml(OUTSIDE, "See &a; for this answer."), "refused", never="root:"),
    file("deep.xml", lambda: "<a>" * 100_000 + "</a>" * 100_000, "refused"),
    file("cut.xml", "<cards><card><question>Why?</question>", "told", "no sound XML"),
    file("nothing.xml", "<a><b/></a>", "refused"),
    file("encoding.xml", '<?xml version="1.0" encoding="nothing"?><a>Why?</a>', "refused"),
    file("text.ipynb", "no notebook", "refused", "notebook"),
    file("cells.ipynb", '{"nbformat": 4, "cells": 5}', "refused"),
    file("other.ipynb", '{"question": "Why?"}', "refused"),
    file("script.html", lambda: _page("<script>alert('owned')</script>"), "in", never="owned"),
    file("only.html", "<html><body><script>alert(1)</script></body></html>", "refused", "no text"),
    file(
        "handler.html",
        lambda: _page("<img src=x onerror=\"alert('owned')\"><p>Text after it.</p>"),
        "in",
        never="onerror",
    ),
    file(
        "frame.html", lambda: _page("<iframe srcdoc=\"<script>alert('owned')</script>\"></iframe>"), "in", never="owned"
    ),
    file("style.html", lambda: _page("<style>p { content: 'owned' }</style>"), "in", never="owned"),
    file("drawing.html", lambda: BOMB.split("?>", 1)[1] + _page("<svg><text>&g;</text></svg>"), "in"),
    file("deep.html", lambda: _page("<div>" * 50_000 + "deep"), "in"),
    file("spans.html", lambda: _page("<b><i>" * 20_000 + "deep"), "in"),
    file("table.html", lambda: _page("<table>" + "<tr><td>a<td>b" * 3_000), "in"),
    file("attribute.html", lambda: _page(f"<p title='{'x' * 5_000_000}'>text</p>"), "in"),
    file("book.epub", lambda: _book(_CHAPTER, start=OUTSIDE.replace("x [", "html [")), "in", never="root:"),
    file("spine.epub", lambda: _book(_CHAPTER, spine=""), "refused"),
    file(
        "bomb.epub",
        lambda: _book(_CHAPTER + "<p>&g;</p>", start=BOMB.replace("x [", "html [")),
        "in",
        never="drift drift",
    ),
    file("nothing.epub", lambda: zipped({"mimetype": "application/epub+zip"}), "refused"),
    file("zeros.epub", lambda: _book("<p>" + "\0" * 1000 + "</p>" + " " * 60_000_000), "refused"),
]
