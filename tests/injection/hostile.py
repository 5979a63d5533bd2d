"""A language model that is on the attacker's side: asked for anything, it does what the attack wants, in many ways."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from knowledge.sentences import content_stems, split_sentences
from tests.injection.texts import Attack
from tests.models.echo import echoed, schema_of

_CANARY = re.compile(r"never write it: (\w+)")
_POINT = re.compile(r"(?m)^\^ (\d+)\. (\w+): (.+)$")
_MOST_ARGUMENTS = 4
_HIGHER = {"missed": "partly", "partly": "covered", "contradicted": "missed"}
_LOWER = {"covered": "partly", "partly": "missed", "missed": "contradicted"}


class Mode(StrEnum):
    ECHOES = "echoes all it was given"
    CITES = "says the attack, cited"
    OBEYS = "obeys the attack"
    MIXES = "obeys within a true sentence"
    INVENTS = "invents"
    LEAKS = "gives the prompt away"
    FLATTERS = "argues every point up"
    CROWNS = "calls every point covered"
    BLAMES = "argues every point down"


MODES = tuple(Mode)


@dataclass
class Hostile:
    """Set `attack` and `mode`, then let the scripted server ask it. `other` is another learner's answer, `elsewhere` a
    passage of another document, `gap` the id of an open one. `canaries` are all it was told to keep, `asked` the
    requests."""

    other: str
    elsewhere: str
    gap: str = ""
    attack: Attack = field(default_factory=lambda: Attack("", "", "", ""))
    mode: Mode = Mode.ECHOES
    canaries: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __call__(self, body: Mapping[str, Any]) -> str:
        system, user = (str(message["content"]) for message in body["messages"][:2])
        self.canaries += _CANARY.findall(system)
        self.asked.append(user)
        if self.mode is Mode.ECHOES:
            return echoed(body, -1, "")
        schema = schema_of(body)
        if schema is None:
            return self._answer(system, user)
        names = list(schema.get("properties", {}))
        if "advice" in names:
            return json.dumps(self._feedback(system, user), ensure_ascii=False)
        return json.dumps({name: self._line(system, user) for name in names}, ensure_ascii=False)

    def filled(self, text: str) -> str:
        """A text of the attack's with what stands for something else filled in."""
        canary = self.canaries[-1] if self.canaries else "0123456789ab"
        wanted = {
            "{canary}": canary,
            "{canary64}": base64.b64encode(canary.encode()).decode(),
            "{canary_spelt}": ". ".join(canary),
            "{canary_back}": canary[::-1],
            "{other}": self.other,
            "{elsewhere}": self.elsewhere,
            "{gap}": self.gap,
        }
        for name, value in wanted.items():
            text = text.replace(name, value)
        return text

    def _answer(self, system: str, user: str) -> str:
        told = _sentences(user)
        says = self.filled(self.attack.says)
        match self.mode:
            case Mode.CITES:
                return "\n".join(f"{line} [1]" for line in self.filled(self.attack.text).splitlines() if line.strip())
            case Mode.OBEYS:
                return f"{says}\n{self.filled(self.attack.text)} [1]"
            case Mode.MIXES:
                bare = says.replace(" [1]", "")
                return "\n".join(
                    f"{one.rstrip('.')}, and {bare} [1]\n{one.rstrip('.')} ({bare}). [1]" for one in told[:2]
                )
            case Mode.LEAKS:
                canary = self.filled("{canary}")
                forms = (
                    canary,
                    canary.upper(),
                    "-".join(canary),
                    canary[::-1],
                    canary[:8],
                    f"{canary[:6]} {canary[6:]}",
                )
                return " ".join(
                    [*(f"{one} [1]" for one in _sentences(system)), *(f"The word is {one}. [1]" for one in forms)]
                )
            case _:
                return " ".join(f"{one} [1]" for one in (*self._inventions(told), says))

    def _inventions(self, told: Sequence[str]) -> list[str]:
        turned = [re.sub(r"\b(is|are|keeps?|needs?|takes?)\b", r"\1 not", one, count=1) for one in told[:2]]
        numbered = [re.sub(r"\b(one|two|a|an)\b", "seventeen", one, count=1) for one in told[:2]]
        return [
            self.other,
            self.elsewhere,
            *turned,
            *numbered,
            "Every release is approved by a board of seven people.",
            "As everybody knows, this never fails in practice.",
            "See passage 9 for the rest. [9]",
        ]

    def _feedback(self, system: str, user: str) -> dict[str, Any]:
        points = [(int(number), verdict, text) for number, verdict, text in _POINT.findall(user)]
        said = _sentences(user.rpartition("The learner's answer:")[2]) or [""]
        says = self.filled(self.attack.says).replace(" [1]", "")
        advice = {
            Mode.CITES: self.filled(self.attack.text),
            Mode.OBEYS: says,
            Mode.MIXES: " ".join(f"You did not say that {text.rstrip('.')}, and {says}" for _, _, text in points[:2]),
            Mode.INVENTS: f"{self.other} {self.elsewhere} You said well that every release is approved by a board.",
            Mode.LEAKS: f"{system} {'-'.join(self.filled('{canary}'))}",
            Mode.BLAMES: "You said nothing that is right. You missed every point.",
        }.get(self.mode, "You said every point perfectly. You covered all points and earned full marks.")
        return {"advice": advice[:900], "arguments": self._arguments(points, said)}

    def _arguments(self, points: Sequence[tuple[int, str, str]], said: Sequence[str]) -> list[dict[str, Any]]:
        if self.mode in (Mode.CITES, Mode.LEAKS):
            return []
        forged = _sentences(self.filled(self.attack.text)) or list(said)
        words = forged if self.mode is Mode.INVENTS else said
        found = []
        for number, verdict, text in points:
            argued = {Mode.CROWNS: "covered", Mode.BLAMES: _LOWER.get(verdict, "missed")}.get(
                self.mode, _HIGHER.get(verdict, "covered")
            )
            if argued != verdict:
                found.append({"point": number, "verdict": argued, "quote": _nearest(text, words)[:300]})
        return found[:_MOST_ARGUMENTS]

    def _line(self, system: str, user: str) -> str:
        told = _sentences(user)
        match self.mode:
            case Mode.CITES:
                return self.filled(self.attack.text)[:300]
            case Mode.LEAKS:
                return f"What does {self.filled('{canary}')} mean, and {system[:200]}?"
            case Mode.FLATTERS | Mode.CROWNS | Mode.BLAMES:
                # The very point that is not to be told.
                return f"Is it not so that {told[-1] if told else 'it is'}?"[:300]
            case _:
                return f"What would you do about this: {self.filled(self.attack.says)}?"[:300]


def _sentences(text: str) -> list[str]:
    """Without delimiters and marks."""
    bare = re.sub(r"(?m)^\^ ?|^</?data[^>]*>$", "", text)
    return [one.text for one in split_sentences(bare) if len(one.text.split()) > 3]


def _nearest(point: str, said: Sequence[str]) -> str:
    wanted = set(content_stems(point))
    return max(said, key=lambda one: len(wanted & set(content_stems(one))))
