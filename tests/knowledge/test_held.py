"""How much each source holds is counted once, when it is written, and told without reading it again."""

import sqlite3
from dataclasses import replace
from pathlib import Path

from knowledge.catalogue import CATALOGUE, Catalogue, Held
from knowledge.catalogue_draft import CatalogueDraft
from knowledge.questions import Passage, SourceContent
from tests.knowledge.samples import make_source

A = make_source("a.md", "Shadow deployment copies traffic.", "Canary releases send a little.")
B = make_source("b.md", "Drift is change.")


def written(folder: Path, base: Path | None, *contents: SourceContent, removed: str = "") -> Path:
    folder.mkdir()
    draft = CatalogueDraft(folder, base)
    for content in contents:
        draft.replace(content)
    if removed:
        draft.remove(removed)
    draft.finish()
    return folder


def held(folder: Path) -> dict[str, Held]:
    catalogue = Catalogue(folder)
    try:
        return catalogue.held
    finally:
        catalogue.close()


def with_open_ends(content: SourceContent) -> SourceContent:
    """Its first answer is a draft, its second question is a passage as well, and one passage answers nothing."""
    first, second = content.questions
    assert first.answer is not None
    drafted = replace(first, answer=replace(first.answer, draft=True))
    asking = Passage("p-asked", second.text, second.locator, "question", question_id=second.id)
    free = Passage("p-free", "A paragraph of its own.", second.locator, "passage")
    return replace(content, questions=(drafted, second), passages=(*content.passages, asking, free))


def test_drafts_questions_and_paragraphs_are_told_apart(tmp_path: Path) -> None:
    found = held(written(tmp_path / "one", None, with_open_ends(A), B))
    assert found == {
        "a.md": Held(questions=2, answered=1, passages=3, free=1),
        "b.md": Held(questions=1, answered=1, passages=1, free=0),
    }


def test_what_changes_is_counted_anew_and_the_rest_is_kept(tmp_path: Path) -> None:
    base = written(tmp_path / "one", None, A, B)
    found = held(written(tmp_path / "two", base, with_open_ends(A), removed="b.md"))
    assert found == {"a.md": Held(questions=2, answered=1, passages=3, free=1)}


def test_a_generation_of_an_older_version_is_counted_when_it_is_asked(tmp_path: Path) -> None:
    old = written(tmp_path / "old", None, with_open_ends(A), B)
    expected = held(old)
    database = sqlite3.connect(old / CATALOGUE)
    database.execute("DROP TABLE held")
    database.commit()
    database.close()

    assert held(old) == expected
    assert held(written(tmp_path / "new", old, B)) == expected
