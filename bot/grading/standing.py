"""How sure a computed verdict is: what a second opinion may be heard about, and what it can change at most."""

from dataclasses import dataclass

from bot.grading.calibration import Scale
from bot.practice.grading import PointVerdict

# How far from a bar, in nearness, another verdict may be argued for. Within .32..0.53 the computed verdict on an
# authored point is right in 34-71% of cases, beyond in 84% and more (points_dev.jsonl, the bars lie at .41 and .44).
BAND = 0.08

# Words that lift a verdict come as near (cosine) to the reference as this. Of sentences about other things that reach
# the band of a point (19 of the injection suite's attacks) none does, .22 at most; of those of `bot/evals/trial.jsonl`
# in which a person heard more of a point than was computed, three quarters do.
ON_THE_MATTER = 0.25

_ORDER = (PointVerdict.MISSED, PointVerdict.PARTLY, PointVerdict.COVERED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One point in one text: `nearness` 0..1 as verdicts are given by it.

    `clean`: nothing turns, tears, misplaces or renumbers the point. `turned` is how near the sentence comes that turns
    its meaning, 0 where none does; `aimed` where that sentence is about nothing else. `about` is how near the text
    comes to the whole reference (cosine): a sentence about anything at all is within some point's band now and then.
    """

    nearness: float
    clean: bool
    turned: float
    aimed: bool
    about: float = 1.0


def one_step(present: PointVerdict, argued: PointVerdict) -> bool:
    """Missed and partly, partly and covered, contradicted and missed: whoever sees two steps sees another answer."""
    if PointVerdict.CONTRADICTED in (present, argued):
        return PointVerdict.MISSED in (present, argued)
    return abs(_ORDER.index(present) - _ORDER.index(argued)) == 1


def bar(scale: Scale, one: PointVerdict, other: PointVerdict) -> float:
    """The nearness that parts two neighbouring verdicts, neither of them contradicted."""
    credit = scale.covered if PointVerdict.COVERED in (one, other) else scale.partly
    return scale.floor + credit * (scale.ceiling - scale.floor)


def edge(scale: Scale, present: PointVerdict, argued: PointVerdict) -> float:
    """The credit of the argued verdict that lies nearest to the present one: no argument earns more than it must."""
    if PointVerdict.CONTRADICTED in (present, argued):
        return 0.0
    at = scale.covered if PointVerdict.COVERED in (present, argued) else scale.partly
    return at if _ORDER.index(argued) > _ORDER.index(present) else round(at - 0.0001, 4)
