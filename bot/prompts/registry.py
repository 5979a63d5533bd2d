"""Every prompt there is: those of the package, and versions that an operator has put beside them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import regex

from bot.errors import PromptProblem
from bot.prompts.prompt import Prompt, problem_of
from bot.prompts.reading import read_prompt

PACKAGED = Path(__file__).parent
RELEASED = "released.json"
FRAME = "frame"
_NAME = regex.compile(r"[a-z][a-z0-9_-]*")
_VERSION = regex.compile(r"v(\d+)(-[a-z0-9-]+)?")


@dataclass(frozen=True)
class Prompts:
    """`folder` is the operator's (`NAME/vN.md` or `NAME/vN-WORD.md`), which need not be there.

    A version of the package cannot be replaced there, and a released file cannot be changed: both are refused with a
    PromptProblem. Names are looked at at once, files are read when asked for, and once.
    """

    folder: Path | None = None
    packaged: Path = PACKAGED

    def __post_init__(self) -> None:
        # An operator learns of a file that cannot be one when the coach starts, not from a learner.
        _ = self._files

    def get(self, name: str, version: str = "") -> Prompt:
        """One version; without `version` the default one, `default_version`. Raises PromptProblem."""
        wanted = version or self.default_version(name)
        if (name, wanted) not in self._read:
            self._read[name, wanted] = self._from_file(name, wanted)
        return self._read[name, wanted]

    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for name, _ in self._files}))

    def versions(self, name: str) -> tuple[str, ...]:
        """Oldest first: by number, then by word."""
        found = [version for one, version in self._files if one == name]
        if not found:
            raise PromptProblem(f"There is no prompt {name!r}; there are: {', '.join(self.names()) or 'none'}.")
        return tuple(sorted(found, key=_order))

    def default_version(self, name: str) -> str:
        """The newest released one; before any release the newest of the package. An operator's version is taken by
        default only where the package has none of this name: otherwise it is for `model_candidates` to name it."""
        versions = self.versions(name)
        packaged = [version for version in versions if self._files[name, version].is_relative_to(self.packaged)]
        released = [version for version in packaged if f"{name}/{version}" in self.released]
        return (released or packaged or list(versions))[-1]

    def is_released(self, prompt: Prompt) -> bool:
        return prompt.packaged and f"{prompt.name}/{prompt.version}" in self.released

    @cached_property
    def released(self) -> Mapping[str, str]:
        """By name and version, as `answer/v1`, the digest of the file that was released."""
        file = self.packaged / RELEASED
        found: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return found

    @cached_property
    def _read(self) -> dict[tuple[str, str], Prompt]:
        return {}

    @cached_property
    def _files(self) -> Mapping[tuple[str, str], Path]:
        ours = {key: file for key, file in _prompt_files(self.packaged).items() if key[0] != FRAME}
        theirs = _prompt_files(self.folder) if self.folder else {}
        for name, version in theirs:
            if (name, version) in ours or name == FRAME:
                raise problem_of(
                    name,
                    version,
                    "this version comes with the coach and cannot be replaced; "
                    f"call yours {name}/{version}-ours.md or the like",
                )
        return {**ours, **theirs}

    def _from_file(self, name: str, version: str) -> Prompt:
        if version not in self.versions(name):
            raise PromptProblem(
                f"The prompt {name!r} has no version {version!r}; it has: {', '.join(self.versions(name))}."
            )
        file = self._files[name, version]
        prompt = self._unchanged(
            read_prompt(name, version, _bytes(name, version, file), packaged=file.is_relative_to(self.packaged))
        )
        return replace(prompt, frame=self._frame(prompt))

    def _frame(self, prompt: Prompt) -> Prompt:
        version = prompt.frame_version
        file = self.packaged / FRAME / f"{version}.md"
        if _VERSION.fullmatch(version) is None or not file.exists():
            raise problem_of(prompt.name, prompt.version, f"there is no frame {version!r}")
        return self._unchanged(read_prompt(FRAME, version, _bytes(FRAME, version, file), needs_user=False))

    def _unchanged(self, prompt: Prompt) -> Prompt:
        released = self.released.get(f"{prompt.name}/{prompt.version}") if prompt.packaged else None
        if released not in (None, prompt.digest):
            raise problem_of(prompt.name, prompt.version, "it was changed after its release; make a new version")
        return prompt


def _bytes(name: str, version: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise problem_of(name, version, f"the file cannot be read ({problem.strerror})") from None


def _prompt_files(folder: Path) -> dict[tuple[str, str], Path]:
    """Raises PromptProblem where a file has no usable name, so that none is overlooked in silence."""
    files = {}
    for file in sorted(folder.glob("*/*.md")):
        name, version = file.parent.name, file.stem
        if _NAME.fullmatch(name) is None or _VERSION.fullmatch(version) is None:
            raise problem_of(name, version, "a prompt is a file NAME/v1.md, in small letters; v1-ours.md will do too")
        files[name, version] = file
    return files


def _order(version: str) -> tuple[int, str]:
    found = _VERSION.fullmatch(version)
    return (int(found[1]), version) if found else (0, version)
