"""What archives hold, member by member, as ZIP, tar and single compressed files say it; nothing is written here."""

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

# What the libraries raise over archives that are broken, or made to break them.
BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, RuntimeError, ValueError, OverflowError,
)  # fmt: skip

_TAR = (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst")
_SINGLE = (".gz", ".bz2", ".xz", ".zst")
_ENCRYPTED = 0x1
_UTF8 = 0x800
_LOCAL_HEADER = 30
# Where the mark of a tar stands.
_USTAR = slice(257, 262)


class TooMuch(Exception):
    """More comes out than the caps allow; the sentence's middle."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry. `refusal` says in a few words why it is not taken; `size` is what the archive claims and `packed` what
    it takes in there, in bytes, 0 where its compression is that of the whole. After one of a stream that is broken
    nothing more can be read."""

    name: str
    size: int
    packed: int
    modified: datetime | None
    open: Callable[[], IO[bytes]]
    refusal: str = ""
    streamed: bool = False


def archive_kind(name: str) -> str:
    """`zip`, `tar`, `single` for one compressed file, or nothing where the name is that of no archive."""
    lower = name.lower()
    if lower.endswith(".zip"):
        return "zip"
    if lower.endswith(_TAR):
        return "tar"
    return "single" if lower.endswith(_SINGLE) else ""


def members(file: Path, name: str, count: Callable[[int], None]) -> Iterator[Member]:
    """The entries in their order; folders are none. `count` hears how many bytes a compressed stream has yielded, and
    raises TooMuch. Raises one of BROKEN."""
    kind = archive_kind(name)
    if kind == "zip":
        yield from _zip_members(file)
        return
    with file.open("rb") as packed:
        stream = io.BufferedReader(_Counted(_unpacked(packed, name), count), 1 << 16)
        if kind == "tar" or stream.peek(512)[:512][_USTAR] == b"ustar":
            yield from _tar_members(stream)
        else:
            inner = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            yield Member(inner, 0, 0, None, lambda: stream, streamed=True)


def reason(problem: BaseException) -> str:
    """What the libraries say about broken archives, for people."""
    said = str(problem).lower()
    if "crc" in said:
        return "a check sum is wrong"
    if isinstance(problem, EOFError) or re.search(r"end of (?:data|file|stream)|end-of-stream|truncated|ended", said):
        return "it ends too early"
    if "password" in said or "encrypted" in said:
        return "it needs a password"
    if isinstance(problem, NotImplementedError):
        return "it is compressed in a way that is not known here"
    if isinstance(problem, OSError) and problem.errno is not None:
        return problem.strerror or "the disk refuses"
    return "its bytes are not those of such an archive"


def _zip_members(file: Path) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        _no_overlap(entries)
        for entry in entries:
            if not entry.is_dir():
                yield Member(
                    _zip_name(entry),
                    entry.file_size,
                    entry.compress_size,
                    _zip_date(entry),
                    lambda entry=entry: archive.open(entry),  # type: ignore[misc]
                    _zip_refusal(entry),
                )


def _no_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share their bytes are how few bytes become very many."""
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    end = 0
    for entry in placed:
        if entry.header_offset < end:
            raise TooMuch("holds entries that overlap, as only an archive made to do harm does")
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """Many programs write UTF-8 without saying so; what is none is in the code page of DOS."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name


def _zip_date(entry: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _zip_refusal(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted: unpack the archive with its password and ingest the files"
    mode = entry.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "is a link: put the file itself into the archive"
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is no ordinary file: leave it out of the archive"
    return ""


def _tar_members(stream: IO[bytes]) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
        for entry in archive:
            if entry.isdir():
                continue
            modified = datetime.fromtimestamp(entry.mtime, UTC) if 0 < entry.mtime < 1 << 35 else None
            yield Member(
                entry.name,
                entry.size,
                0,
                modified,
                lambda entry=entry: archive.extractfile(entry),  # type: ignore[misc, arg-type]
                _tar_refusal(entry),
                streamed=True,
            )


def _tar_refusal(entry: tarfile.TarInfo) -> str:
    if entry.issym() or entry.islnk():
        return "is a link: put the file itself into the archive"
    return "" if entry.isreg() else "is no ordinary file: leave it out of the archive"


def _unpacked(packed: IO[bytes], name: str) -> Any:
    """The stream behind the compression that the first bytes tell; a tar without any comes as it is."""
    start = packed.read(6)
    packed.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    if start.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(packed)
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        import zstandard

        return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed, read_across_frames=True)
    if archive_kind(name) == "single":
        raise tarfile.ReadError("it does not begin as its name says")
    return packed


class _Counted(io.RawIOBase):
    """A stream that tells how much has come out of it."""

    def __init__(self, stream: Any, count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._count(len(data))
        buffer[: len(data)] = data
        return len(data)
