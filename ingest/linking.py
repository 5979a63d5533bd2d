"""The same question in several sources, linked over the whole of a generation in the making."""

import sys
from collections.abc import Iterator

from ingest.duplicates import link_duplicates
from knowledge.index import Building
from knowledge.questions import Question


def link(building: Building) -> frozenset[str]:
    """Points each question at the one that stands for it, if any, and gives the sources of those that have one.

    The questions come by one after another, and only those are written whose link is another than before.
    """
    before: dict[str, str] = {}
    sources: dict[str, str] = {}

    def passing() -> Iterator[Question]:
        for question in building.questions():
            sources[question.id] = sys.intern(question.locator.path)
            if question.duplicate_of is not None:
                before[question.id] = question.duplicate_of
            yield question

    links = link_duplicates(passing())
    asked = links.keys() | before.keys()
    building.relink({name: links.get(name) for name in asked if links.get(name) != before.get(name)})
    return frozenset(sources[name] for name in links)
