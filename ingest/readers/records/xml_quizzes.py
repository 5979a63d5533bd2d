"""Quizzes in XML that say in their own words what is right: Moodle's, and IMS QTI in its versions 1 and 2."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.blocks import Record
from ingest.readers.html_fragments import without_html
from ingest.readers.records.values import said
from ingest.readers.records.xml_values import children, name_of, text_of

# `{1:SHORTANSWER:=Paris~London}` within the text of a question with gaps.
_GAP = re.compile(r"\{\d*:[A-Z_]+:(?P<options>(?:[^{}\\]|\\.)*)\}")


def moodle_records(root: Any) -> Iterator[Record]:
    """Each question of a `<quiz>`; a category names the section of those behind it, a description asks nothing."""
    section = ""
    for question in root.iter("{*}question", "question"):
        kind = question.get("type", "")
        if kind == "category":
            section = _category(_text(question, "category"))
        elif kind != "description" and (asked := _text(question, "questiontext")):
            yield _moodle_record(question, kind, asked, section)


def _moodle_record(question: Any, kind: str, asked: str, section: str) -> Record:
    answers = [(_fraction(answer), _text(answer), answer) for answer in question.iterchildren("{*}answer", "answer")]
    best = max((share for share, _, _ in answers), default=0.0)
    right = [text for share, text, _ in answers if share > 0 and text]
    feedback = _text(question, "generalfeedback") or _text(question, "correctfeedback")
    fields = {"type": kind} if kind else {}
    others: list[str] = []
    gaps = list(_GAP.finditer(asked)) if kind == "cloze" else []
    if gaps:
        answer = "\n".join(_gap_answers(gaps))
        asked = _GAP.sub("…", asked)
    elif kind == "matching":
        pairs = [(_text(one), _text(one, "answer")) for one in question.iterchildren("{*}subquestion", "subquestion")]
        answer = "\n".join(f"- {left}: {matched}" for left, matched in pairs if left)
    elif kind == "essay":
        answer, feedback = _text(question, "graderinfo") or feedback, ""
    elif kind in ("shortanswer", "numerical", "calculated"):
        whole = [text for share, text, _ in answers if share == best > 0 and text]
        answer, others = (whole[0] if whole else ""), whole[1:]
    else:
        told = [text.capitalize() if kind == "truefalse" else text for text in right]
        answer = told[0] if len(told) == 1 else "\n".join(f"- {text}" for text in told)
        if kind != "truefalse" and answers:
            fields["options"] = " | ".join(said(text) for _, text, _ in answers)
    if not feedback:
        feedback = next((_text(one, "feedback") for share, _, one in answers if share == best > 0), "")
    if answer and feedback:
        answer = f"{answer}\n\n{feedback}"
    if others:
        fields["alternative_answers"] = " | ".join(map(said, others))
    hints = [_text(hint) for hint in question.iterchildren("{*}hint", "hint")]
    tags = [_text(tag) for tag in question.iterfind("{*}tags/{*}tag")]
    named = {"name": _text(question, "name"), "hints": " | ".join(filter(None, hints)), "tags": ", ".join(tags)}
    fields |= {name: said(held) for name, held in named.items() if held}
    return _record(question, asked, answer, section, _text(question, "idnumber"), fields)


def _gap_answers(gaps: list[re.Match[str]]) -> Iterator[str]:
    for gap in gaps:
        options = re.split(r"(?<!\\)~", gap["options"])
        right = [option for option in options if option.startswith(("=", "%100%"))]
        if right:
            yield "- " + re.sub(r"\\(.)", r"\1", re.split(r"(?<!\\)#", right[0].removeprefix("%100%").lstrip("="))[0])


def _category(path: str) -> str:
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    kept = [part for part in parts if part and part != "top" and not re.fullmatch(r"\$\w+\$|Default for .*", part)]
    return " › ".join(kept)


def qti_records(root: Any) -> Iterator[Record]:
    """Each `assessmentItem` of QTI 2, each `item` of QTI 1."""
    for item in root.iter("{*}assessmentItem", "{*}item", "item", "assessmentItem"):
        body = next(item.iterfind(".//{*}itemBody"), None)
        if body is not None:
            yield from _item_of_two(item, body)
        elif (presentation := next(item.iterfind(".//{*}presentation"), None)) is not None:
            yield from _item_of_one(item, presentation)


def _item_of_two(item: Any, body: Any) -> Iterator[Record]:
    interactions = [one for one in body.iter() if isinstance(one.tag, str) and name_of(one).endswith("Interaction")]
    choices = {
        choice.get("identifier", ""): said(text_of(choice))
        for choice in item.iter("{*}simpleChoice", "{*}inlineChoice")
    }
    prompts = [said(text_of(prompt)) for prompt in body.iter("{*}prompt")]
    around = [text_of(child) for child in children(body) if child not in interactions]
    asked = " ".join(filter(None, [*(said(text) for text in around), *prompts]))
    correct = [said(value.text or "") for value in item.iterfind(".//{*}correctResponse/{*}value")]
    right = [choices.get(value, value) for value in correct if value]
    feedback = [said(text_of(one)) for one in item.iter("{*}modalFeedback", "{*}rubricBlock")]
    answer = right[0] if len(right) == 1 else "\n".join(f"- {text}" for text in right)
    if answer and feedback:
        answer = f"{answer}\n\n{feedback[0]}"
    fields = {"name": item.get("title", ""), "options": " | ".join(choices.values())}
    if asked:
        yield _record(
            item, asked, answer, "", item.get("identifier", ""), {name: held for name, held in fields.items() if held}
        )


def _item_of_one(item: Any, presentation: Any) -> Iterator[Record]:
    labels = {label.get("ident", ""): _material(label) for label in presentation.iter("{*}response_label")}
    within = {id(text) for label in presentation.iter("{*}response_label") for text in label.iter("{*}mattext")}
    asked = " ".join(_mattext(text) for text in presentation.iter("{*}mattext") if id(text) not in within)
    right: list[str] = []
    for condition in item.iter("{*}respcondition"):
        scores = [
            float(one.text or 0)
            for one in condition.iter("{*}setvar")
            if re.fullmatch(r"\s*-?[\d.]+\s*", one.text or "")
        ]
        if max(scores, default=0.0) > 0:
            equal = [one for one in condition.iter("{*}varequal") if name_of(one.getparent()) != "not"]
            right += [labels.get((one.text or "").strip(), (one.text or "").strip()) for one in equal]
    told = list(dict.fromkeys(filter(None, right)))
    fields = {"name": item.get("title", ""), "options": " | ".join(filter(None, labels.values()))}
    if asked.strip():
        answer = told[0] if len(told) == 1 else "\n".join(f"- {text}" for text in told)
        yield _record(
            item, asked, answer, "", item.get("ident", ""), {name: held for name, held in fields.items() if held}
        )


def _material(element: Any) -> str:
    return " ".join(_mattext(text) for text in element.iter("{*}mattext"))


def _mattext(element: Any) -> str:
    return said(without_html(text_of(element)))


def _text(element: Any, name: str = "") -> str:
    """The `<text>` of a child, or of the element itself, free of HTML."""
    holder = next(element.iterchildren("{*}" + name, name), None) if name else element
    if holder is None:
        return ""
    inner = next(holder.iterchildren("{*}text", "text"), None)
    if inner is None and len(children(holder)) and not name:
        return ""
    return without_html(text_of(inner if inner is not None else holder)).strip()


def _fraction(answer: Any) -> float:
    try:
        return float(answer.get("fraction", "0"))
    except ValueError:
        return 0.0


def _record(element: Any, asked: str, answer: str, section: str, key: str, fields: dict[str, str]) -> Record:
    start = element.sourceline or 1
    last = max((one.sourceline or start for one in element.iterdescendants()), default=start)
    return Record(asked, answer, start, max(start, last), section, key, fields=fields)
