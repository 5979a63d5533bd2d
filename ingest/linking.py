"""The same question in several sources, linked over the whole of a generation in the making."""

import sys
from collections.abc import Iterator

from ingest.duplicates import link_duplicates
from ingest.progress import Progress
from knowledge.index import Building
from knowledge.questions import Question

_TOLD_EVERY = 500


def link(building: Building, progress: Progress) -> frozenset[str]:
    """Points each question at the one that stands for it, if any, and gives the sources of those that have one.

    The questions come by one after another, and only those are written whose link is another than before.
    """
    total = building.counts().questions
    before: dict[str, str] = {}
    sources: dict[str, str] = {}

    def passing() -> Iterator[Question]:
        for done, question in enumerate(building.questions()):
            if done % _TOLD_EVERY == 0:
                progress("linking", done, total)
            sources[question.id] = sys.intern(question.locator.path)
            if question.duplicate_of is not None:
                before[question.id] = question.duplicate_of
            yield question

    links = link_duplicates(passing())
    progress("linking", total, total)
    asked = links.keys() | before.keys()
    building.relink({name: links.get(name) for name in asked if links.get(name) != before.get(name)})
    return frozenset(sources[name] for name in links)
