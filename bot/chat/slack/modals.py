"""The dialogs, and what was put into them as the words that a person would have typed.

A reader gives the words, or what Slack shows beside each field: `{block_id: sentence}`.
"""

import json
from collections.abc import Sequence
from typing import Any, get_args

from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.blocks import (
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextQuoteElement,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.chat import wording
from bot.chat.slack.parts import listed, plain, preformatted
from bot.chat.slack.rendered import Block
from bot.chat.text import clean, cut, shortened
from bot.messages import Attachment
from bot.records import Reason

REASON, ANSWER, GAP, INGEST = "reason", "answer", "gap", "ingest"
_LONGEST_QUESTION = 2500
_LONGEST_COMMENT = 1000
_LONGEST_LINK = 1000
_NEEDED = "Write an answer first."

Errors = dict[str, str]


def reason_modal(about: str) -> Block:
    """Asked after a thumbs-down; `about` is `answer:ID` or `grade:ID`."""
    options = [Option(value=reason, text=plain(wording.REASON_LABELS[reason])) for reason in get_args(Reason)]
    words = PlainTextInputElement(action_id="words", multiline=True, max_length=_LONGEST_COMMENT)
    blocks = [
        InputBlock(
            block_id="reason",
            label=plain(wording.ASKED_REASON),
            element=RadioButtonsElement(action_id="choice", options=options),
        ),
        InputBlock(block_id="comment", label=plain(wording.OWN_WORDS), element=words, optional=True),
    ]
    return _modal(REASON, wording.REASON_TITLE, "Send", blocks, {"about": about})


def reason_of(view: Block) -> str | Errors:
    """`/- unclear: words`. With the slash it is a vote even while a question waits for an answer."""
    reason = (_field(view, "reason", "choice").get("selected_option") or {}).get("value")
    if reason not in get_args(Reason):
        return {"reason": "Choose what was wrong."}
    comment = " ".join(clean(_field(view, "comment", "words").get("value") or "").split())
    return f"/- {reason}: {comment}" if comment else f"/- {reason}"


def answer_modal(
    about: str, question_text: str, conversation: str, code: str = "", options: Sequence[str] = ()
) -> Block:
    """For a long answer; `about` is `question:ID`. Below the question stand its code and its choices."""
    words = PlainTextInputElement(action_id="words", multiline=True, max_length=3000, focus_on_load=True)
    sure = StaticSelectElement(
        action_id="choice",
        placeholder=plain(wording.NOT_SURE),
        options=[Option(value=str(share), text=plain(label)) for share, label in wording.SURE],
    )
    material = (part.block for part in (*preformatted(code), *listed(options)))
    blocks = [
        *_question(question_text),
        *material,
        InputBlock(block_id="answer", label=plain(wording.ANSWER_TITLE), element=words),
        InputBlock(block_id="sure", label=plain(wording.ASKED_SURE), element=sure, optional=True),
    ]
    return _modal(ANSWER, wording.ANSWER_TITLE, "Send", blocks, {"about": about, "conversation": conversation})


def answer_of(view: Block) -> str | Errors:
    """The answer, with a last line `sure 70` where it was said how sure."""
    words = (_field(view, "answer", "words").get("value") or "").strip()
    if not words:
        return {"answer": _NEEDED}
    sure = (_field(view, "sure", "choice").get("selected_option") or {}).get("value")
    return f"{words}\nsure {sure}" if sure else words


def gap_modal(about: str, question_text: str) -> Block:
    """For an admin's answer to a gap; `about` is `gap:ID`."""
    words = PlainTextInputElement(action_id="words", multiline=True, max_length=3000, focus_on_load=True)
    hint = plain(wording.REFERENCE_HINT)
    blocks: list[SdkBlock] = [
        *_question(question_text),
        InputBlock(block_id="answer", label=plain(wording.ASKED_REFERENCE), element=words, hint=hint),
    ]
    return _modal(GAP, wording.GAP_TITLE, "Save", blocks, {"about": about})


def gap_answer_of(view: Block) -> str | Errors:
    """`/gaps answer ID words`."""
    words = (_field(view, "answer", "words").get("value") or "").strip()
    gap = about_of(view).partition(":")[2]
    return f"/gaps answer {gap} {words}" if words else {"answer": _NEEDED}


def ingest_modal() -> Block:
    """For documents to read: files, or a link."""
    files = FileInputElement(action_id="files", max_files=10)
    blocks = [
        InputBlock(block_id="files", label=plain("Files"), element=files, optional=True),
        InputBlock(block_id="link", label=plain("Or a link"), element=UrlInputElement(action_id="link"), optional=True),
    ]
    return _modal(INGEST, "Ingest documents", "Read them", blocks, {})


def ingest_of(view: Block) -> str | Errors:
    """`/ingest`, with the link where there is one; the files are in `files_of(view)`."""
    link = (_field(view, "link", "link").get("value") or "").strip()
    if len(link) > _LONGEST_LINK or len(link.split()) > 1:
        return {"link": f"A link has no spaces and at most {_LONGEST_LINK} characters."}
    if not link and not files_of(view):
        return {"files": "Choose a file, or give a link below."}
    return f"/ingest {link}".strip()


def files_of(view: Block) -> tuple[Attachment, ...]:
    """The files that were put into the ingest dialog, still in Slack."""
    files = _field(view, "files", "files").get("files") or ()
    return tuple(
        Attachment(file["id"], file.get("name") or file["id"], file.get("url_private") or "", file.get("size") or 0)
        for file in files
        if file.get("id")
    )


def about_of(view: Block) -> str:
    """What the dialog is on, as a button's `about`."""
    return _kept(view).get("about", "")


def conversation_of(view: Block) -> str:
    """In which conversation an answer was asked for."""
    return _kept(view).get("conversation", "")


def _kept(view: Block) -> dict[str, str]:
    kept = json.loads(view.get("private_metadata") or "{}")
    return kept if isinstance(kept, dict) else {}


def _field(view: Block, block_id: str, action_id: str) -> dict[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(block_id) or {}).get(action_id) or {}


def _question(text: str) -> list[SdkBlock]:
    whole = clean(text)
    shown = "".join(cut(whole, _LONGEST_QUESTION)[:1])
    if not shown:
        return []
    said = RichTextElementParts.Text(text=shown if shown == whole else shortened(shown, _LONGEST_QUESTION) + " …")
    return [RichTextBlock(elements=[RichTextQuoteElement(elements=[said])])]


def _modal(name: str, title: str, submit: str, blocks: list[Any], kept: dict[str, str]) -> Block:
    return View(
        type="modal",
        callback_id=name,
        title=plain(title),
        submit=plain(submit),
        close=plain("Cancel"),
        blocks=blocks,
        private_metadata=json.dumps(kept),
    ).to_dict()
