"""Archives: their members are sources of their own, and what is harmful in them stays where it is."""

import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.files.archives import Caps, unpack
from ingest.files.finding import find
from ingest.files.sources import Limits, Located, Unpacked, read
from ingest.files.unpacking import Unpacker
from ingest.readers import SUFFIXES

TEXT = b"## What is drift?\n\nA change of the data over time.\n"


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), 1_700_000_000
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def taken(tmp_path: Path, name: str, data: bytes, caps: Caps | None = None) -> Unpacked:
    archive, folder = tmp_path / name, tmp_path / "unpacked"
    archive.write_bytes(data)
    folder.mkdir()
    unpacked = unpack(Located(f"d/{name}", archive), folder, SUFFIXES, caps or Caps(1_000_000))
    assert sorted(folder.iterdir()) == sorted(one.file for one in unpacked.files)
    return unpacked


def keys(unpacked: Unpacked) -> list[str]:
    return [one.path for one in unpacked.files]


def sentences(unpacked: Unpacked) -> list[str]:
    return [one.sentence for one in unpacked.problems]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("x.zip", zipped),
        ("x.tar", lambda files: tarred(files, "w")),
        ("x.tar.gz", tarred),
        ("x.tgz", tarred),
        ("x.tar.bz2", lambda files: tarred(files, "w:bz2")),
        ("x.tar.xz", lambda files: tarred(files, "w:xz")),
    ],
)
def test_members_are_known_by_the_archive_and_their_own_path(
    tmp_path: Path, name: str, pack: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    files = {
        "a.md": TEXT,
        "in/b.txt": TEXT,
        ".hidden.md": TEXT,
        "__MACOSX/._a.md": TEXT,
        "in/.DS_Store": b"x",
        "c.psd": b"x",
    }
    unpacked = taken(tmp_path, name, pack(files))
    assert keys(unpacked) == [f"d/{name}/a.md", f"d/{name}/in/b.txt"]
    assert unpacked.files[0].file.read_bytes() == TEXT
    assert (unpacked.problems, unpacked.passed) == ((), {".psd": 1})


def test_a_zstandard_tar_and_single_compressed_files_are_read(tmp_path: Path) -> None:
    import bz2
    import gzip
    import lzma

    import zstandard

    packed = {
        "t.tar.zst": zstandard.compress(tarred({"a.md": TEXT}, "w")),
        "faq.md.gz": gzip.compress(TEXT),
        "faq.md.bz2": bz2.compress(TEXT),
        "faq.md.xz": lzma.compress(TEXT),
        "faq.md.zst": zstandard.compress(TEXT),
        "misnamed.gz": tarred({"a.md": TEXT}),
    }
    found: list[str] = []
    for name, data in packed.items():
        (tmp_path / name.replace(".", "-")).mkdir()
        found += keys(taken(tmp_path / name.replace(".", "-"), name, data))
    singles = [f"d/faq.md.{kind}/faq.md" for kind in ("gz", "bz2", "xz", "zst")]
    assert found == ["d/t.tar.zst/a.md", *singles, "d/misnamed.gz/a.md"]


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = zipped({"deep.md": TEXT, "deeper.zip": zipped({"deepest.md": TEXT})})
    unpacked = taken(tmp_path, "x.zip", zipped({"in/more.zip": inner, "top.md": TEXT}))
    assert keys(unpacked) == ["d/x.zip/in/more.zip/deep.md", "d/x.zip/top.md"]
    assert sentences(unpacked) == [
        "d/x.zip/in/more.zip/deeper.zip is an archive too deep within archives: unpack it and ingest its files."
    ]


def test_a_member_is_as_old_as_its_archive_says(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.md", (2020, 2, 3, 4, 5, 6)), TEXT)
    [member] = taken(tmp_path, "x.zip", packed.getvalue()).files
    assert read(member, Limits()).modified == datetime(2020, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_names_in_any_code_are_shown_in_print(tmp_path: Path) -> None:
    packed = bytearray(zipped({"caf?.md": TEXT, "na\u202eme.md": TEXT}))
    packed = packed.replace(b"caf?", b"caf\x82")
    assert keys(taken(tmp_path, "x.zip", bytes(packed))) == ["d/x.zip/café.md", "d/x.zip/na\\u202eme.md"]


@pytest.mark.parametrize(
    ("caps", "told"),
    [
        (Caps(10), "d/x.zip/a.md has 51 bytes, more than the limit of 10: split it."),
        (Caps(1000, members=3), "d/x.zip holds more than 3 members; the rest of it is left out: unpack it and ingest"),
        (Caps(1000, bytes=100), "d/x.zip unpacks to more than 100 bytes; the rest of it is left out: unpack it and"),
        (Caps(1000, name=3), "d/x.zip/a.m has a name of more than 3 characters: shorten it."),
    ],
)
def test_what_goes_beyond_a_limit_is_told(tmp_path: Path, caps: Caps, told: str) -> None:
    unpacked = taken(tmp_path, "x.zip", zipped({f"{name}.md": TEXT for name in "abcd"}), caps)
    assert sentences(unpacked)[0].startswith(told)


def test_of_many_members_refused_for_the_same_reason_some_are_named_and_the_others_counted(tmp_path: Path) -> None:
    unpacked = taken(tmp_path, "x.zip", zipped({f"../{n}.md": TEXT for n in range(100)}))
    assert len(unpacked.problems) == 21
    assert sentences(unpacked)[-1].startswith("80 more members of d/x.zip are left out, each of which has a name that")


def test_what_find_says_of_an_archive_and_what_was_known_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "x.zip").write_bytes(zipped({"a.md": TEXT, "b.md": TEXT}))
    (folder / "broken.zip").write_bytes(b"PK nothing")
    known = ("docs/x.zip/a.md", "docs/x.zip/gone.md", "docs/broken.zip/kept.md")
    with Unpacker(tmp_path / "home", SUFFIXES, Caps(1000)) as unpacker:
        found = find([folder], known, SUFFIXES, unpacker.unpack)
        assert [one.path for one in found.files] == ["docs/x.zip/a.md", "docs/x.zip/b.md"]
        assert read(found.files[0], Limits()).data == TEXT
        assert found.kept == ("docs/broken.zip/kept.md",)
        assert found.roots == ("docs", "docs/broken.zip", "docs/x.zip")
        assert [one.sentence for one in found.problems] == [
            "docs/broken.zip is no archive that can be unpacked "
            "(its bytes are not those of such an archive); make it anew and ingest it again."
        ]
    assert list((tmp_path / "home").iterdir()) == []


def test_what_a_killed_run_has_left_is_swept_by_the_next(tmp_path: Path) -> None:
    home, archive = tmp_path / "home", tmp_path / "x.zip"
    archive.write_bytes(zipped({"a.md": TEXT}))
    child = os.fork()
    if child == 0:
        Unpacker(home, SUFFIXES, Caps(1000))._begun()
        os._exit(0)
    os.waitpid(child, 0)
    left = {entry.name for entry in home.iterdir()}
    assert len(left) == 2
    with Unpacker(home, SUFFIXES, Caps(1000)) as unpacker, Unpacker(home, SUFFIXES, Caps(1000)) as other:
        assert len(unpacker.unpack(Located("d/x.zip", archive)).files) == 1
        assert len(other.unpack(Located("d/x.zip", archive)).files) == 1
        assert not left & {entry.name for entry in home.iterdir()}
    assert list(home.iterdir()) == []
