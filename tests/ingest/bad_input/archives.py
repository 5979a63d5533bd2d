"""Archives that explode, lie, or lead out of themselves."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile

import zstandard

from tests.ingest.bad_input.bad import MARKDOWN, Bad, file, zipped

ZEROS = bytes(60_000_000)
FEWER_ZEROS = bytes(40_000_000)


def _patched(data: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    assert before in data
    return data.replace(before, after)


def _flagged(data: bytes, flag: int) -> bytes:
    """With a flag set in all headers of a ZIP."""
    made = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + at] |= flag & 0xFF
            made[place + at + 1] |= flag >> 8
            place = made.find(mark, place + 4)
    return bytes(made)


def _claiming(data: bytes, size: int) -> bytes:
    """A ZIP of one member that claims another size, unpacked."""
    made = bytearray(data)
    struct.pack_into("<I", made, 22, size)
    struct.pack_into("<I", made, made.find(b"PK\x01\x02") + 24, size)
    return bytes(made)


def _overlapping() -> bytes:
    """Many names for the bytes of one member."""
    made = bytearray(zipped({f"{n:02}.md": MARKDOWN for n in range(20)}))
    place = made.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", made, place + 42, 0)
        place = made.find(b"PK\x01\x02", place + 4)
    return bytes(made)


def _with_mode(mode: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("odd.md")
        entry.create_system, entry.external_attr = 3, mode << 16
        archive.writestr(entry, "/etc/passwd")
    return packed.getvalue()


def _twice() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.md", "old")
        archive.filelist.clear()
        archive.NameToInfo.clear()
        archive.writestr("a.md", MARKDOWN)
        archive.writestr("b.md", MARKDOWN)
    return _patched(packed.getvalue(), b"b.md", b"a.md")


def _nested(depth: int) -> bytes:
    data = zipped({"deep.md": MARKDOWN})
    for _ in range(depth):
        data = zipped({"more.zip": data}, zipfile.ZIP_STORED)
    return data


def _tar(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", data: bytes = MARKDOWN.encode()) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, link
        entry.size = len(data) if kind == tarfile.REGTYPE else 0
        archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()


def _claiming_tar() -> bytes:
    made = bytearray(_tar("big.md"))
    made[124:136] = b"00077777777\0"
    made[148:156] = b"        "
    made[148:156] = f"{sum(made[:512]):06o}\0 ".encode()
    return bytes(made)


_OUT = "has a name that leads out of the archive: rename it"
_LINK = "is a link: put the file itself into the archive"
_ODD = "is no ordinary file: leave it out of the archive"

CASES: list[Bad] = [
    file("large.zip", lambda: zipped({"a.md": ZEROS}), "refused", "more than the limit of 50,000,000: split it"),
    file("ratio.zip", lambda: zipped({"a.md": FEWER_ZEROS}), "refused", "unpacks to more than 200 times its size"),
    file("low.zip", lambda: _claiming(zipped({"a.md": ZEROS}), 100), "refused", "make the archive anew"),
    file("zip64.zip", lambda: _claiming(zipped({"a.md": MARKDOWN}), 0xFFFFFFFE), "refused", "split it"),
    file("overlapping.zip", _overlapping, "refused", "overlap, as only an archive made to do harm does"),
    file("nested.zip", lambda: _nested(4), "refused", "is an archive too deep within archives"),
    file("up.zip", lambda: zipped({"../../up.md": MARKDOWN}), "refused", _OUT),
    file("root.zip", lambda: zipped({"/etc/root.md": MARKDOWN}), "refused", _OUT),
    file("drive.zip", lambda: zipped({"C:/drive.md": MARKDOWN}), "refused", _OUT),
    file("backslash.zip", lambda: zipped({"..\\..\\back.md": MARKDOWN}), "refused", _OUT),
    file("nul.zip", lambda: _patched(zipped({"a?b.md": MARKDOWN}), b"a?b", b"a\0b"), "refused", "NUL in its name"),
    file("link.zip", lambda: _with_mode(stat.S_IFLNK | 0o777), "refused", _LINK),
    file("device.zip", lambda: _with_mode(stat.S_IFCHR | 0o777), "refused", _ODD),
    file("locked.zip", lambda: _flagged(zipped({"a.md": MARKDOWN}), 1), "refused", "is encrypted: unpack the archive"),
    file("twice.zip", _twice, "told", "is in its archive twice: the last one was taken"),
    file(
        "long.zip", lambda: zipped({"a" * 600 + ".md": MARKDOWN}), "refused", "has a name of more than 500 characters"
    ),
    file("cut.zip", lambda: zipped({"a.md": MARKDOWN})[:-30], "refused", "no archive that can be unpacked"),
    file("text.zip", MARKDOWN, "refused", "no archive that can be unpacked"),
    file("empty.zip", lambda: zipped({}), "refused", "holds no file in a format that can be read"),
    file("pictures.zip", lambda: zipped({"a.psd": "x"}), "refused", "holds no file in a format that can be read"),
    file(
        "name.zip", lambda: _flagged(_patched(zipped({"a??.md": "x"}), b"a??", b"a\xff\xfe"), 0x800), "refused", "anew"
    ),
    file("method.zip", lambda: _method(99), "refused", "cannot be unpacked"),
    file(
        "crc.zip", lambda: _flipped(zipped({"a.md": MARKDOWN}, zipfile.ZIP_STORED)), "refused", "make the archive anew"
    ),
    file("many.zip", lambda: zipped({f"{n}.psd": "" for n in range(600)}), "refused", "holds more than 500 members"),
    file("dirs.zip", lambda: zipped({"a/" * 300 + "x.md": MARKDOWN}), "refused", "has a name of more than 500"),
    file(
        "hidden.zip",
        lambda: zipped({"__MACOSX/._a.md": "owned", ".git/b.md": "owned", "c.md": MARKDOWN}),
        "in",
        never="owned",
    ),
    file("case.zip", lambda: zipped({"A.md": MARKDOWN, "a.md": MARKDOWN}), "in"),
    file("print.tar", lambda: _tar("a\nb\u202e.md"), "in"),
    file("link.tar", lambda: _tar("a.md", tarfile.SYMTYPE, "/etc/passwd"), "refused", _LINK),
    file("hard.tar", lambda: _tar("a.md", tarfile.LNKTYPE, "../../x"), "refused", _LINK),
    file("device.tar", lambda: _tar("a.md", tarfile.CHRTYPE), "refused", _ODD),
    file("pipe.tar", lambda: _tar("a.md", tarfile.FIFOTYPE), "refused", _ODD),
    file("up.tar.gz", lambda: gzip.compress(_tar("../up.md")), "refused", _OUT),
    file("root.tar", lambda: _tar("/etc/root.md"), "refused", _OUT),
    file("cut.tar.gz", lambda: gzip.compress(_tar("a.md"))[:-40], "refused", "make it anew"),
    file("claims.tar", _claiming_tar, "refused", "make it anew"),
    file("bomb.tar.gz", lambda: gzip.compress(_tar("a.psd", data=ZEROS)), "refused", "200 times its size"),
    file("bomb.md.gz", lambda: gzip.compress(ZEROS), "refused", "200 times its size"),
    file("bomb.md.bz2", lambda: bz2.compress(ZEROS), "refused", "200 times its size"),
    file("bomb.md.xz", lambda: lzma.compress(ZEROS, preset=0), "refused", "200 times its size"),
    file("bomb.md.zst", lambda: zstandard.compress(ZEROS), "refused", "200 times its size"),
    file("inner.zip", lambda: zipped({"a.tar.gz": gzip.compress(_tar("a.psd", data=ZEROS))}), "refused", "200 times"),
    file("crc.md.gz", lambda: gzip.compress(MARKDOWN.encode())[:-8] + bytes(8), "refused", "make it anew"),
    file("noise.md.xz", b"\xfd7zXZ\0 nothing", "refused", "make"),
    file("plain.md.gz", MARKDOWN, "refused", "no archive that can be unpacked"),
    file("x.rar", b"Rar!\x1a\x07\x01\x00", "refused", "make a ZIP of it"),
    file("x.7z", b"7z\xbc\xaf\x27\x1c", "refused", "make a ZIP of it"),
]


def _method(number: int) -> bytes:
    made = bytearray(zipped({"a.md": MARKDOWN}))
    struct.pack_into("<H", made, 8, number)
    struct.pack_into("<H", made, made.find(b"PK\x01\x02") + 10, number)
    return bytes(made)


def _flipped(data: bytes) -> bytes:
    made = bytearray(data)
    made[60] ^= 0xFF
    return bytes(made)
