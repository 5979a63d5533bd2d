"""Everything that may go wrong on purpose, and who sees it.

CoachError                      one sentence that names what, where and the mend
├── SettingsError               operator: a setting is missing or cannot be used
├── NothingToPractise           learner: no question fits the wish
├── NoCorpus                    operator: nothing was ingested yet
├── StorageError                operator: the database cannot be opened, read or written
├── LeaseLost                   operator: a worker was so slow that another has taken its message over
├── UnusableInput               admin: a line of a batch file cannot be read
├── NotFetched                  admin: a file or a link that could not be had
├── ModelUnavailable            learner: why this goes on without the language model
├── PromptProblem               operator: a prompt cannot be read or rendered
├── IngestFailed                admin: an ingest begun in chat came to nothing
└── UnknownThing                admin: an id that names nothing

A person in chat never sees another exception's text; the terminal prints these sentences to standard error.
"""


class CoachError(Exception):
    """Base of all: its text is one sentence meant for the person named in the tree above."""


class SettingsError(CoachError):
    """Operator: names the setting and shows an example of a good value."""


class NothingToPractise(CoachError):
    """Learner: the topic or level has no question; the sentence names what there is."""


class NoCorpus(CoachError):
    """Operator: there is no generation yet."""


class StorageError(CoachError):
    """Operator: names the database, without its password, and the mend."""


class UnusableInput(CoachError):
    """Admin: names the file and line."""


class NotFetched(CoachError):
    """Admin: names the file or link and what to do instead."""


class ModelUnavailable(CoachError):
    """Learner: one sentence on why this was done without the language model; `reason` is for the record."""

    def __init__(self, sentence: str, reason: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class PromptProblem(CoachError):
    """Operator: names the prompt, the version and what is wrong with it."""


class IngestFailed(CoachError):
    """Admin: says what to do; the operator finds the details in the log."""


class UnknownThing(CoachError):
    """Admin: the id is not known; the sentence says how to list the known ones."""


class LeaseLost(CoachError):
    """Operator: what this worker did about the message was not kept, for another worker does it."""
