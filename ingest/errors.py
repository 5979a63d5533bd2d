"""What can be wrong with an input.

IngestError
└── UnreadableSource      one input stays out, the rest of the batch goes in
    ├── MalformedSource   its format is known, but a line breaks the format's rules
    └── NothingAsked      it was read well and asks nothing: settings, an index, a list of names
"""


class IngestError(Exception):
    """Seen by the operator who ran the ingest."""


class UnreadableSource(IngestError):
    """One sentence for the operator: which input, what is wrong with it, and the mend."""


class NothingAsked(UnreadableSource):
    """Seen by the operator as a note, not as a fault: a settings file in a folder of questions is no mistake."""


class MalformedSource(UnreadableSource):
    """Seen by the author of a file in our own format: names the file, the line and the rule."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}, line {line}: {problem}")
        self.path = path
        self.line = line
