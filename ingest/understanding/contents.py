"""Tables of contents that repeat every question, wherever they stand and whether or not they link."""

from ingest.identity import same_words
from ingest.understanding.findings import Asked, Findings

# So many questions in a row without an answer are a table of contents where such a share of them is answered elsewhere.
_FEWEST_CONTENTS = 4
_CONTENTS_SHARE = 0.7


def drop_contents(found: Findings) -> None:
    """A question that stands unanswered in a list and answered elsewhere was asked once.

    So was one among its like in such a list, though its words differ below.
    """
    answered = {same_words(asked.text) for asked in found.asked if asked.answer is not None}
    again: set[int] = set()
    run: list[Asked] = []
    for asked in (*found.asked, None):
        if asked is not None and asked.answer is None and asked.record is None:
            run.append(asked)
            continue
        known = [one for one in run if same_words(one.text) in answered]
        whole = len(run) >= _FEWEST_CONTENTS and len(known) >= _CONTENTS_SHARE * len(run)
        again |= {one.start for one in (run if whole else known)}
        run = []
    for asked in found.asked:
        if asked.start in again:
            found.drop(asked.start, "table of contents", asked.text)
    found.asked = [asked for asked in found.asked if asked.start not in again]
