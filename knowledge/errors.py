"""What can go wrong with the stored index. Each message is one sentence: what, where, and the mend.

IndexProblem                 seen by: operator
├── BuildInProgress          somebody else is writing a generation right now
├── UnknownGeneration        the generation that was asked for is not there
├── OvertakenGeneration      another generation was published since this one was built on the one before
├── BrokenGeneration         a generation's files are missing, damaged or of another version
├── EncoderMismatch          the index was built with another embedding model than the one in use
├── ClashingIds              two sources claim the same question or passage id: a reader's mistake (seen by: developer)
├── ModelUnavailable         the embedding model that the settings name cannot be loaded
└── EngineUnavailable        the Qdrant server does not answer
"""


class IndexProblem(Exception):
    """The stored index cannot do what was asked. Seen by the operator."""


class BuildInProgress(IndexProblem):
    """Only one generation is written at a time. Seen by the operator."""


class UnknownGeneration(IndexProblem):
    """There is no such generation to go to. Seen by the operator."""


class OvertakenGeneration(IndexProblem):
    """Publishing it would take back what was published meanwhile. Seen by the operator, and by an admin in chat."""


class BrokenGeneration(IndexProblem):
    """A generation's files are missing, damaged or written by another version. Seen by the operator."""


class EncoderMismatch(IndexProblem):
    """Vectors of two different models cannot be compared. Seen by the operator."""


class ClashingIds(IndexProblem):
    """Two sources, or two places in one, claim the same id. Seen by the developer of a reader."""


class EngineUnavailable(IndexProblem):
    """The Qdrant server named in the settings does not answer. Seen by the operator."""


class ModelUnavailable(IndexProblem):
    """The embedding model named in the settings is nowhere to be had. Seen by the operator."""
