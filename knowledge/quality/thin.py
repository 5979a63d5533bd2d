"""Reference answers that say too little for a grade to mean much."""

import re

from knowledge.questions import Question
from knowledge.sentences import content_stems

# An answer that adds one content word to its question can only be hit or missed; a whole sentence may say the question
# again, as answers to "True or false?" do.
_FEWEST_STEMS = 2
_WHOLE = 5
_FENCED = re.compile(r"(?ms)^[ \t]*(```|~~~).*?^[ \t]*\1[^\n]*$")


def why_thin(question: Question) -> str | None:
    """Why nobody should be graded by this question's reference answer, in a few words; None where one can be, and where
    there is no answer or only a draft."""
    answer = question.answer
    if answer is None or answer.draft:
        return None
    prose = _FENCED.sub(" ", answer.text)
    if not prose.strip():
        return "only code"
    if not answer.key_points:
        return "no key point"
    said = set(content_stems(prose))
    own = said - set(content_stems(question.text))
    return "says next to nothing" if len(own) < _FEWEST_STEMS and len(said) < _WHOLE else None
