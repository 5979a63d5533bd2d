"""Whether a sentence that somebody else wrote is backed by the passages that it cites.

A sentence and a passage are read as claims (`claims`), their words laid side by side (`aligning`), and then everything
is looked for that would make the sentence say something else (`wording`, `joints`); `checking` puts it together.
"""

from knowledge.backing.checking import Backed, Backing, windows

__all__ = ["Backed", "Backing", "windows"]
