"""`python -m bot.prompts.release`: adds the digest of every new prompt file to released.json; from then on it is fixed.

Refuses to go on where a released file was changed: that is put back, and the change becomes a new version.
"""

import hashlib
import json
from pathlib import Path

from bot.prompts.registry import PACKAGED, RELEASED, Prompts


def packaged_digests(folder: Path = PACKAGED) -> dict[str, str]:
    """By name and version, the frames too, the SHA-256 of each file."""
    return {
        f"{file.parent.name}/{file.stem}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.glob("*/*.md"))
    }


def release(folder: Path = PACKAGED) -> tuple[str, ...]:
    """What was released now. Raises PromptProblem where a file cannot be used, or was changed after its release."""
    prompts = Prompts(packaged=folder)
    for name in prompts.names():
        for version in prompts.versions(name):
            prompts.get(name, version)
    digests = packaged_digests(folder)
    new = tuple(name for name in digests if name not in prompts.released)
    text = json.dumps({**prompts.released, **{name: digests[name] for name in new}}, indent=1, sort_keys=True)
    (folder / RELEASED).write_text(text + "\n", encoding="utf-8")
    return new


def main() -> None:
    new = release()
    print(f"Released: {', '.join(new)}." if new else "Nothing is new: every prompt was released before.")


if __name__ == "__main__":
    main()
