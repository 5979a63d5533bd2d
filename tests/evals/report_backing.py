"""How well unbacked sentences are refused: `.venv/bin/python -m tests.evals.report_backing [dev|heldout] [--rows]`.

Each row has a sentence, the ids of the starter corpus's answers that it cites, whether they back it, and of which kind
it is. The rules were written on the development rows. The held-out ones, of the same author, were first run when all
but a few of the rules stood (52 of 62 kept, 93 of 93 refused), and their refusals were seen from then on.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from knowledge.backing import Backing
from knowledge.encoder import PACKAGED_MODEL, open_encoder
from tests.evals.fit_evidence import starter_contents

HERE = Path(__file__).resolve().parent


def rows(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"backing_{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def passages() -> dict[str, str]:
    """By id, the answers of the starter corpus."""
    return {
        question.id: question.answer.text
        for content in starter_contents()
        for question in content.questions
        if question.answer
    }


def main() -> None:
    name = next((one for one in sys.argv[1:] if not one.startswith("-")), "dev")
    texts = passages()
    cache = Path.home() / ".cache" / "interview-coach-tests"
    backing = Backing(open_encoder(PACKAGED_MODEL, cache if cache.is_dir() else Path(tempfile.mkdtemp())))
    right: Counter[tuple[bool, str]] = Counter()
    whole: Counter[tuple[bool, str]] = Counter()
    started = time.perf_counter()
    for row in rows(name):
        found = backing.check(row["sentence"], [texts[one] for one in row["passages"]], row.get("given", ""))
        for kind in (row["kind"], ""):
            whole[row["backed"], kind] += 1
            right[row["backed"], kind] += found.backed == row["backed"]
        if found.backed != row["backed"] and "--rows" in sys.argv:
            print("REFUSED" if row["backed"] else "LET THROUGH", f"({row['kind']}; {found.why})", row["sentence"])
    seconds = time.perf_counter() - started
    print(f"{name}: {sum(whole[key] for key in whole if not key[1])} rows, {seconds:.1f} s")
    for backed, kind in sorted(whole, key=lambda key: (not key[0], key[1])):
        verb, label = ("kept", "backed") if backed else ("refused", "unbacked")
        print(f"  {label:9} {kind or 'all':12} {verb} {right[backed, kind]}/{whole[backed, kind]}")


if __name__ == "__main__":
    main()
