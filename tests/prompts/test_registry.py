"""Versions stay what they were: a released file is never changed, and an operator's stands beside, not instead."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from bot.errors import PromptProblem
from bot.prompts import Prompts
from bot.prompts.registry import PACKAGED, RELEASED
from bot.prompts.release import packaged_digests, release
from tests.prompts.conftest import Write

_FILE = "---\npurpose: A sample.\nchangelog: {}.\n---\n# system\nBe brief.\n# user\n{}\n"


def test_every_released_file_is_what_was_released() -> None:
    digests = packaged_digests()
    changed = [name for name, digest in Prompts().released.items() if digests.get(name) != digest]
    assert changed == [], "a released prompt was changed or removed: put it back and write a new version"


def test_every_packaged_file_is_released() -> None:
    new = sorted(packaged_digests().keys() - Prompts().released.keys())
    assert new == [], "fix what these files say with `python -m bot.prompts.release`"


def test_every_packaged_prompt_can_be_read() -> None:
    prompts = Prompts()
    for name in prompts.names():
        for version in prompts.versions(name):
            assert prompts.get(name, version).version == version


def _package(folder: Path, *versions: str, released: tuple[str, ...] = ()) -> Path:
    shutil.copytree(PACKAGED / "frame", folder / "frame")
    digests = {}
    for version in versions:
        file = folder / f"{version}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(_FILE.format(version, f"I am {version}."), encoding="utf-8")
        if version in released:
            digests[version] = hashlib.sha256(file.read_bytes()).hexdigest()
    (folder / RELEASED).write_text(json.dumps(digests), encoding="utf-8")
    return folder


def test_the_newest_released_version_is_the_default(tmp_path: Path) -> None:
    package = _package(tmp_path, "a/v9", "a/v10", "a/v11", released=("a/v9", "a/v10"))
    assert Prompts(packaged=package).get("a").version == "v10"
    assert Prompts(packaged=package).versions("a") == ("v9", "v10", "v11")


def test_before_any_release_the_newest_is_the_default(tmp_path: Path) -> None:
    assert Prompts(packaged=_package(tmp_path, "a/v1", "a/v2")).get("a").version == "v2"


def test_a_file_changed_after_its_release_is_refused(tmp_path: Path) -> None:
    package = _package(tmp_path, "a/v1", released=("a/v1",))
    (package / "a/v1.md").write_text(_FILE.format("Changed", "I am another."), encoding="utf-8")
    with pytest.raises(PromptProblem, match=r"a/v1 cannot be used: it was changed after its release"):
        Prompts(packaged=package).get("a")


def test_an_operators_version_stands_beside_the_packaged_ones(tmp_path: Path) -> None:
    package = _package(tmp_path / "package", "a/v1")
    ours = tmp_path / "ours" / "a" / "v2-ours.md"
    ours.parent.mkdir(parents=True)
    ours.write_text(_FILE.format("Ours", "I am ours."), encoding="utf-8")
    prompts = Prompts(tmp_path / "ours", packaged=package)
    assert prompts.versions("a") == ("v1", "v2-ours")
    assert prompts.get("a").version == "v1"
    assert prompts.get("a", "v2-ours").render({}, "abcdef")[1].content == "I am ours."
    assert not prompts.get("a", "v2-ours").packaged


def test_a_packaged_version_cannot_be_replaced(tmp_path: Path) -> None:
    package = _package(tmp_path / "package", "a/v1")
    theirs = tmp_path / "ours" / "a" / "v1.md"
    theirs.parent.mkdir(parents=True)
    theirs.write_text(_FILE.format("Theirs", "I am theirs."), encoding="utf-8")
    with pytest.raises(PromptProblem, match="a/v1 cannot be used: this version comes with the coach"):
        Prompts(tmp_path / "ours", packaged=package).get("a")


def test_the_frame_cannot_be_replaced(written: Write) -> None:
    with pytest.raises(PromptProblem, match="frame/v7 cannot be used"):
        written("Hello.", name="frame/v7").names()


def test_what_is_not_there_is_named_with_what_is(written: Write) -> None:
    prompts = written("Hello.")
    with pytest.raises(PromptProblem, match=r"no prompt 'samples'; there are: .*sample"):
        prompts.get("samples")
    with pytest.raises(PromptProblem, match="'sample' has no version 'v2'; it has: v1"):
        prompts.get("sample", "v2")


def test_a_file_with_another_kind_of_name_is_not_overlooked(written: Write) -> None:
    with pytest.raises(PromptProblem, match=r"sample/Draft cannot be used: a prompt is a file NAME/v1\.md"):
        written("Hello.", name="sample/Draft").names()


def test_releasing_fixes_what_is_new_and_refuses_what_was_changed(tmp_path: Path) -> None:
    package = _package(tmp_path, "a/v1", "a/v2", released=("a/v1",))
    assert release(package) == ("a/v2", "frame/v1")
    assert release(package) == ()
    assert json.loads((package / RELEASED).read_text(encoding="utf-8")) == packaged_digests(package)
    (package / "a/v2.md").write_text(_FILE.format("Changed", "I am another."), encoding="utf-8")
    with pytest.raises(PromptProblem, match="a/v2 cannot be used: it was changed after its release"):
        release(package)
