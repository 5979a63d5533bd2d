"""What a font's name and flags tell about its look."""

import re

from ingest.readers.pdf.page import Style

# ISO 32000-1, table 123: the bits of a font descriptor's flags.
_FIXED_PITCH, _SYMBOLIC, _ITALIC, _FORCE_BOLD = 1, 4, 64, 1 << 18
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_BOLD = re.compile(
    r"bold|black|heavy|demi(?!light)|semibd|\bbd\b|CMBX|CMSSBX|SFBX|[-,_]B(?:d|old)?(?:$|I)|NimbusRomNo9L-Medi", re.I
)
_ITALIC_NAME = re.compile(r"italic|oblique|slanted|CMTI|CMSL|CMMI|[-,_](?:It|Ital|BI|I)$", re.I)
_MONO = re.compile(
    r"mono|courier|consol|menlo|monaco|typewriter|\bcode|code(?:new|pro|retina)|terminal|fixedsys|CMTT|SFTT|lmtt|"
    r"lucida ?console|inconsolata|hack-|iosevka|firacode|jetbrains",
    re.I,
)
_SYMBOLS = re.compile(r"symbol|wingding|dingbat|webdings|CMSY|MSAM|opensymbol|fontawesome|marlett", re.I)
_LOOKS = re.compile(
    r"[-,_ ]?(?:bold|italic|oblique|regular|roman|medium|book|light|semi|demi|black|heavy|mt|ps|it|bd)+"
    r"(?=$|[-,_ ]|[A-Z])",
    re.I,
)
# Stroke weights are estimates of the stem; only such a one is beyond doubt.
_SURELY_BOLD = 700


def style_of(name: str, size: float, weight: int, flags: int, outlined: bool) -> Style:
    """`outlined` is for glyphs that are filled and stroked, by which programs fake a bold font."""
    bare = _SUBSET.sub("", name)
    return Style(
        family=_LOOKS.sub("", bare).lower(),
        size=round(size * 4) / 4,
        bold=bool(_BOLD.search(bare)) or bool(flags & _FORCE_BOLD) or weight >= _SURELY_BOLD or outlined,
        italic=bool(_ITALIC_NAME.search(bare)) or bool(flags & _ITALIC),
        mono=bool(_MONO.search(bare)) or bool(flags & _FIXED_PITCH),
        symbol=bool(_SYMBOLS.search(bare)),
    )
