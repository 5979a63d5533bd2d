"""Untrusted text on its way into a prompt, and marks on their way out of a reply.

Delimited and marked line by line, as in "Defending Against Indirect Prompt Injection Attacks With Spotlighting"
(Hines et al., 2024), where marking the data beat delimiting it alone. It makes injection harder and proves nothing:
what a model says is checked in code by whoever shows it.
"""

import hashlib

import regex

MARK = "^"
_NONCE = regex.compile(r"[0-9a-z]{6,64}")

# Control, format (zero width, bidirectional, tags), private and surrogate characters, and whatever else Unicode says
# draws nothing: variation selectors, fillers, joiners. Line breaks were made \n before.
_INVISIBLE = regex.compile(r"[[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]--[\n\t]]", regex.V1)
_ANGLE = "[<＜﹤‹〈⟨❮]"
_DELIMITER = regex.compile(rf"{_ANGLE}(?=\s*[/／]?\s*data\b)", regex.IGNORECASE)
_LINE_MARK = regex.compile(r"(?m)^(\s*)[\^ˆ＾]+")
# What chat templates of common models are made of; a server may read these letters as one token that ends a turn.
_SPECIAL = regex.compile(
    r"""
      [<＜](?=[|｜])                                                # <|im_start|>, <|eot_id|>, <｜User｜>
    | <(?=<+/?SYS>)                                                 # <<SYS>>
    | <(?=/?[a-z]+_[a-z0-9_]+>)                                     # <start_of_turn>, <tool_call>, <fim_prefix>
    | <(?=/?(?:s|bos|eos|pad|unk|mask|cls|sep|think|tools?|system|user|assistant|human|reponame|filename|image)>)
    | \[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|IMG|control_\d+)\])
    """,
    regex.IGNORECASE | regex.VERBOSE,
)
_TAG = r"</?data\b[^<>\n]{0,80}>"
_TAG_LINE = regex.compile(rf"(?m)^[ \t]*(?:{_TAG}[ \t]*)+(?:\n|\Z)")
_TAG_INSIDE = regex.compile(rf"{_TAG} ?")
_MARK_AHEAD = regex.compile(r"(?m)^[ \t]*\^[ \t]?")


def is_nonce(text: str) -> bool:
    """Six to 64 small letters and digits, so that it stands in a delimiter as one word."""
    return _NONCE.fullmatch(text) is not None


def canary(nonce: str) -> str:
    """The secret word of the call with this nonce: one that tells nothing of the nonce, which the reply may repeat."""
    return hashlib.sha256(f"canary {nonce}".encode()).hexdigest()[:12]


def marked(text: str, nonce: str, number: int | None = None) -> str:
    """`text` between delimiters with the nonce, each line begun with the mark; "" where nothing visible is in it."""
    lines = defused(text, nonce).strip().split("\n")
    if lines == [""]:
        return ""
    label = f"{nonce} {number}" if number is not None else nonce
    return "\n".join([f"<data {label}>", *(f"{MARK} {line}".rstrip() for line in lines), f"</data {label}>"])


def defused(text: str, nonce: str) -> str:
    """Without characters that nobody sees, and with every imitation of a delimiter, mark, nonce or turn broken."""
    text = _INVISIBLE.sub("", "\n".join(text.splitlines()))
    text = regex.sub(regex.escape(nonce), "_", text, flags=regex.IGNORECASE)
    text = _DELIMITER.sub("(", text)
    text = _SPECIAL.sub(r"\g<0> ", text)
    return _LINE_MARK.sub(r"\1-", text)


def unmark(text: str) -> str:
    """A reply, or one text of it, without delimiters and marks that the model copied."""
    return _MARK_AHEAD.sub("", _TAG_INSIDE.sub("", _TAG_LINE.sub("", text)))
