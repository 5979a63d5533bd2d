"""Names as they may be shown and stored: whatever bytes a file system or an archive allows, people see print."""

_HALF_OF_PAIR = range(0xDC80, 0xDD00)


def shown(name: str) -> str:
    r"""The name with everything that is no print escaped: `a\x0ab.md` for a line feed, `\xff` for a byte that is no
    UTF-8. A name that is all print comes back as it is."""
    if name.isprintable():
        return name
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in name)


def _escaped(letter: str) -> str:
    code = ord(letter)
    if code in _HALF_OF_PAIR:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
