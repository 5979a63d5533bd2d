"""What stands below a question before it is answered: more of the question, folds that only hide, headings of parts."""

import re

from ingest.blocks import Block
from ingest.readers.text.markdown import markdown_blocks
from ingest.understanding.labels import label_of
from ingest.understanding.wording import after_answer_label, question_text

# More words between a question and its "Answer:" are an answer of their own.
_LONGEST_QUESTION = 60
# "Solution:" may begin any paragraph of an answer; these begin the answer itself.
_ANSWER_BEGINS = re.compile(r"\W*(?:(?:sample|model|suggested)\s)?(?:answer|ans|a)\b|#+\s*solution", re.I)
_ITALICS = re.compile(r"(?P<mark>[*_])(?![*_\s]).+(?<![*_\s])(?P=mark)\W*|<(?:em|i|sub)>.+</(?:em|i|sub)>", re.S)


def unfolded(block: Block) -> list[Block]:
    """A fold that asks nothing is its summary and what it hides."""
    if block.kind != "fold":
        return [block]
    summary = Block("paragraph", block.text, block.text, block.start, block.start)
    return [summary, *(inner for one in markdown_blocks(block.raw, block.level) for inner in unfolded(one))]


def is_in_italics(block: Block) -> bool:
    return block.kind == "paragraph" and bool(_ITALICS.fullmatch(block.text.strip()))


def belongs(heading: Block) -> bool:
    """Whether a heading as high as the question's own names a part of its answer."""
    label = label_of(heading)
    return label is not None and label[0] in ("answer", "wrong", "learner", "hint")


def asked_below(body: list[Block], bare: bool) -> tuple[str, list[Block]]:
    """What stands between a heading that asks and its "Answer:" asks too; below a bare `Question 7`, the first block.

    Returns these words and the blocks that are left.
    """
    asking = [block for block in body if block.kind != "rule"]
    label = next((at for at, block in enumerate(asking) if begins_answer(block)), 0)
    above = asking[:label]
    if label and all(block.kind in ("paragraph", "heading") and label_of(block) is None for block in above):
        said = " ".join(question_text(block.text) for block in above)
        if len(said.split()) <= _LONGEST_QUESTION:
            return said, asking[label:]
    if bare and asking:
        return question_text(asking[0].text), asking[1:]
    return "", body


def begins_answer(block: Block) -> bool:
    return after_answer_label(block.raw.lstrip()) is not None and bool(_ANSWER_BEGINS.match(block.raw))
