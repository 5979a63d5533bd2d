"""The lineage of one generation: what it was made from, by which model and code, and on top of what."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import BrokenGeneration
from knowledge.questions import Source

MANIFEST = "manifest.json"
# Raised when the payload, the lexical vectors or the catalogue change shape: what is older is then written anew.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """`answered` counts questions with a reference answer, drafts included."""

    questions: int = 0
    answered: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """`created` is aware (UTC); `base` is the id of the generation this one was built on; `embedded` counts the texts
    that went through the encoder in this build, reused vectors left out; `engine` is where the vectors are."""

    id: str
    created: datetime
    base: str | None
    encoder: str
    dimensions: int
    code_version: str
    sources: tuple[Source, ...]
    counts: Counts
    embedded: int
    note: str = ""
    engine: str = "edge"
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_bytes(_MANIFEST.dump_json(self, indent=1))

    @staticmethod
    def read(folder: Path) -> "Manifest":
        """Raises BrokenGeneration where the file is missing or not a manifest."""
        try:
            return _MANIFEST.validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValidationError) as problem:
            raise BrokenGeneration(
                f"Generation {folder.name} in {folder.parent} has no readable {MANIFEST}; "
                "go back with `coach rollback`, or remove the folder and ingest again."
            ) from problem


_MANIFEST = TypeAdapter(Manifest)
