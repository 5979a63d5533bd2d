"""The ways in: each attack as a document, a name, a question, a follow-up, an answer."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.injection.hostile import MODES, Mode
from tests.injection.poisoned import GRADED, Poisoned
from tests.injection.texts import Attack

CARRIER = "What is shadow deployment?"
_TRIAL = Path(__file__).resolve().parents[2] / "bot" / "evals" / "trial.jsonl"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`texts` are said one after the other, the last one is the attack; `question` is the one that is open, by its name
    in the corpus, `base` the answer without the attack. `earned`: the model has passed its trial."""

    attack: Attack
    way: str
    mode: Mode
    texts: tuple[str, ...]
    question: str = ""
    base: str = ""
    earned: bool = False


def in_documents(poisoned: Sequence[Poisoned], modes: int = 1) -> Iterator[Attempt]:
    """Each document's question is asked, for what is in its text and for what is in its name, title or heading."""
    for number, one in enumerate(poisoned):
        text = (f"ask {one.question}",)
        for turn in range(modes):
            if one.where != "approved answer":
                yield Attempt(one.inside, "document", _mode(number + turn), text)
            yield Attempt(one.outside, one.where, _mode(number + turn + 4), text)


def in_questions(attacks: Sequence[Attack], modes: int = 1) -> Iterator[Attempt]:
    for number, attack in enumerate(attacks):
        for turn in range(modes):
            mode = [_mode(number + turn + shift) for shift in range(4)]
            yield Attempt(attack, "question", mode[0], (f"ask {attack.text}",))
            yield Attempt(attack, "end of a question", mode[1], (f"ask {CARRIER} {attack.text}",))
            yield Attempt(attack, "follow-up", mode[2], (f"ask {CARRIER}", f"And why that? {attack.text}"))
            yield Attempt(attack, "message", mode[3], (attack.text,))


def in_hints(attacks: Sequence[Attack], modes: int = 1) -> Iterator[Attempt]:
    """The attack is only in what the model says, not in what it gets. The first hint is a written one."""
    for number, attack in enumerate(attacks):
        for turn in range(modes):
            yield Attempt(attack, "hint", _mode(number + turn), ("hint", "hint"), GRADED[number % len(GRADED)])


def in_answers(attacks: Sequence[Attack], modes: int = 1, *, bases: int = 4) -> Iterator[Attempt]:
    """Alone, and behind a weak, a middling and a good answer; `bases` of these four for each attack."""
    known = answers()
    for number, attack in enumerate(attacks):
        for turn in range(modes):
            for place in range(bases):
                quality = ("alone", "weak", "middling", "good")[(place + number) % 4]
                question, base = known[quality]
                text = f"{base} {attack.text}".strip()
                # All modes meet both states of the trial: nine modes, two states.
                step = number * bases + place + turn
                yield Attempt(
                    attack,
                    f"answer, {quality}",
                    _mode(step),
                    (text,),
                    question,
                    base,
                    earned=(step // len(MODES)) % 2 == 1,
                )


def answers() -> dict[str, tuple[str, str]]:
    """(question, answer) by quality, out of the answers that a model's trial is made with; nothing for "alone"."""
    rows = {row["id"]: row for row in map(json.loads, _TRIAL.read_text("utf-8").splitlines())}
    graded = [(name, one["answer"], one["score"]) for name in GRADED for one in rows[name]["answers"]]
    found = {}
    for quality, score in (("weak", 0.15), ("middling", 0.45), ("good", 1.0)):
        apart = [abs(one[2] - score) for one in graded]
        found[quality] = graded[apart.index(min(apart))][:2]
    return {"alone": (GRADED[0], ""), **found}


def _mode(number: int) -> Mode:
    return MODES[number % len(MODES)]
