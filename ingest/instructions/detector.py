"""Whether a passage of a document speaks to the model that will read it, and not to its readers.

Interview material is full of imperatives to the reader, and some of it is about injections. So no imperative counts by
itself: a form has to name what only a model has (instructions it was given, a reply it writes, marks it gives without
a look), to forge a turn of its conversation, or to hide from people. What is quoted, reported or shown as code is a
mention and passes; so an attack in quotation marks that somebody introduces passes, too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.instructions.concealed import decoded, hidden_markup, invisible, visible_only
from ingest.instructions.forms import STRONG, Form, sentence
from ingest.instructions.frames import FRAMES
from ingest.instructions.jailbreaks import JAILBREAKS
from ingest.instructions.languages import LANGUAGES
from ingest.instructions.leaks import LEAKS
from ingest.instructions.marks import MARKS
from ingest.instructions.mentions import ATTACKS, blanked, code_spans, is_mentioned, quotations
from ingest.instructions.overrides import OVERRIDES
from ingest.instructions.replies import REPLIES
from ingest.instructions.roles import ROLES
from ingest.instructions.silence import SILENCE
from ingest.instructions.tasks import TASKS
from knowledge.disguises import plain_letters, squeezed

# The gravest first: the first that is found is told.
_FORMS = (*OVERRIDES, *ROLES, *JAILBREAKS, *FRAMES, *MARKS, *SILENCE, *LEAKS, *REPLIES, *TASKS, *LANGUAGES)
# Code that shows prompts is ordinary in this domain: one line of it is no attack, several kinds of them are.
_ENOUGH_IN_CODE = 2 * STRONG
# Of one family, weak forms only count in numbers.
_ENOUGH_WEAK = 3
_EXCERPT = 160
_SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget|override)(?:all|any|of|the|your|my|these|those|every){0,4}(?:previous|prior"
    r"|above|preceding|earlier|system)"
    r"(?:safety|system)?(?:instructions?|prompts?|rules|guidelines|directions|directives|orders)|youarenow(?:an?"
    r"|in)?(?:dan|helpfulgrader|lenientgrader|unrestricted|jailbroken|developermode)"
    r"|givefullmarks|revealyour(?:system)?prompt"
)
# The same words, told apart by blanks or punctuation as anybody writes them.
_PLAINLY = re.compile(
    r"\b(?:ignore|disregard|forget|override)\W+(?:\w+\W+){0,5}?(?:instructions?|prompts?|rules|guidelines"
    r"|directions|directives|orders)\b"
    r"|\byou\s+are\s+now\b|\bgive\s+full\s+marks\b|\breveal\s+your\b",
    re.I,
)
_NO_LETTER = re.compile(r"[^a-z]+")
# "prev10us", "y0u", "$ay"; and a word of letters of two scripts, or with marks on several.
_DIGITS_IN_WORDS = re.compile(r"(?<![\w@$])(?:[A-Za-z]+[013457@$!|]+[A-Za-z]+|[@$][a-z]{2,})(?!\w)")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-z]|[à-ÿ][a-z]{0,4}[à-ÿ]")
_FEWEST_DISGUISED = 3
_IDENTIFIER = re.compile(r"\w+_\w+\(?|--[\w-]+|\w+\(")
_JOINED = re.compile(r"\b(?:join|concatenat\w+|combine|put\s+\w+\s+together|\w\s*\+\s*\w)\b", re.I)
_PIECES = re.compile(r"[\"“‘']([^\"”’'\n]{2,80})[\"”’']")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`reason` is a clause for an admin, "tells the model to drop its instructions"; `excerpt` the words themselves, at
    most 160 characters, decoded where they were encoded."""

    family: str
    reason: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class _Hit:
    form: Form
    start: int
    end: int


def suspicion(text: str, context: str = "") -> Suspicion | None:
    """What is suspected in the text, the gravest thing; None for a text for readers.

    `context` is what stands above it, a heading or the question, as far as it says what the text is about.
    """
    if spelt := hidden_suspicion(text):
        return spelt
    for hidden in hidden_markup(text):
        if found := _best(_hits(visible_only(hidden))):
            return Suspicion("hidden", f"{found.reason}, where no reader sees it", _shown(hidden))
    for plain in decoded(text):
        if _best(_hits(plain)):
            return Suspicion("encoded", "hides an instruction to the model in an encoding", _shown(plain))
    return _said(visible_only(text), context) or _disguised(text) or _in_pieces(text)


def hidden_suspicion(text: str) -> Suspicion | None:
    """Words in invisible characters: no honest writer needs them, whatever they say."""
    spelt = "" if text.isascii() else invisible(text)
    return Suspicion("hidden", "spells words in characters that nothing shows", _shown(spelt)) if spelt else None


def _said(text: str, context: str) -> Suspicion | None:
    code = code_spans(text)
    prose = blanked(text, code)
    quoted = quotations(prose, context)
    hits = [hit for hit in _hits(prose) if not is_mentioned(prose, hit.start, hit.end, quoted, context)]
    about = bool(ATTACKS.search(prose) or ATTACKS.search(context))
    if best := _best(hits, weak=not about):
        hit = next(hit for hit in hits if hit.form is best)
        return Suspicion(best.family, best.reason, _shown(sentence(prose, hit.start, hit.end)))
    shown = "\n".join(text[start:end] for start, end in code if "\n" in text[start:end])
    if shown and not about:
        found = [hit for hit in _hits(shown) if hit.form.weight >= STRONG and hit.form.family != "frame"]
        if len({hit.form.family for hit in found}) * STRONG >= _ENOUGH_IN_CODE:
            return Suspicion(
                found[0].form.family, found[0].form.reason, _shown(sentence(shown, found[0].start, found[0].end))
            )
    return None


def _hits(text: str) -> list[_Hit]:
    low = text.lower()
    return [_Hit(form, start, end) for form in _FORMS for start, end in form.found(text, low)]


def _best(hits: Sequence[_Hit], *, weak: bool = True) -> Form | None:
    """The form that decides: a strong one, or else a weak one beside one of another family or two others."""
    strong = next((hit.form for hit in hits if hit.form.weight >= STRONG), None)
    if strong is not None or not weak:
        return strong
    kinds = {hit.form.family for hit in hits}
    return hits[0].form if len(kinds) > 1 or len({hit.form.pattern for hit in hits}) >= _ENOUGH_WEAK else None


def _disguised(text: str) -> Suspicion | None:
    """Letters of other scripts, digits for letters, letters set apart: what no honest writer does to these words."""
    strange = not text.isascii() or bool(_DIGITS_IN_WORDS.search(text))
    if not strange and not _SQUEEZED.search(_NO_LETTER.sub("", text.lower())):
        return None
    prose = blanked(text, code_spans(text))
    if _PLAINLY.search(visible_only(prose)):
        return None
    plain = plain_letters(prose)
    if found := _SQUEEZED.search(squeezed(_IDENTIFIER.sub(" ", plain))):
        return Suspicion("disguised", "disguises an instruction to the model", _shown(found[0]))
    mixed = _MIXED.search(prose) or len(_DIGITS_IN_WORDS.findall(prose)) >= _FEWEST_DISGUISED
    if mixed and (best := _best([hit for hit in _hits(plain) if hit.form.weight >= STRONG])):
        return Suspicion("disguised", best.reason + ", in disguised letters", _shown(plain))
    return None


def _in_pieces(text: str) -> Suspicion | None:
    """Quoted pieces that the text itself asks to put together."""
    pieces = [found[1] for found in _PIECES.finditer(text)]
    if len(pieces) < 2 or not _JOINED.search(text):
        return None
    for joint in ("", " "):
        whole = joint.join(pieces)
        if best := _best(_hits(whole)):
            return Suspicion(best.family, best.reason + ", in pieces to be joined", _shown(whole))
    return None


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"
