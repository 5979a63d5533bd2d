"""Which link gave which document, and what the server said with it: a link that is ingested again is asked whether it
has changed, and what has not is not sent again.

uploads/
  links.json    {"https://...": {"etag": ..., "last_modified": ..., "path": "3fa2b8.../docs.example.org/faq.html"}}
"""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.fetching.links import Validators

_FILE = "links.json"


@dataclass(frozen=True, slots=True)
class KnownLink:
    """`path` is below the folder of uploads."""

    path: str
    etag: str = ""
    last_modified: str = ""

    @property
    def validators(self) -> Validators:
        return Validators(self.etag, self.last_modified)


class KnownLinks:
    """A file that is only a help: where it is lost or damaged, the documents are fetched whole once more."""

    def __init__(self, uploads: Path) -> None:
        self._uploads = uploads

    def get(self, link: str) -> KnownLink | None:
        """None also where the document itself has been swept away."""
        row = self._read().get(link)
        return row if row is not None and (self._uploads / row.path).is_file() else None

    def all(self) -> tuple[str, ...]:
        return tuple(self._read())

    def put(self, link: str, path: Path, validators: Validators) -> None:
        known = {name: row for name, row in self._read().items() if (self._uploads / row.path).is_file()}
        known[link] = KnownLink(str(path.relative_to(self._uploads)), validators.etag, validators.last_modified)
        handle, temporary = tempfile.mkstemp(dir=self._uploads, prefix=".links-")
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({name: asdict(row) for name, row in known.items()}, out, indent=1)
        Path(temporary).replace(self._uploads / _FILE)

    def _read(self) -> dict[str, KnownLink]:
        try:
            rows = json.loads((self._uploads / _FILE).read_text(encoding="utf-8"))
            return {str(link): KnownLink(**row) for link, row in rows.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
