"""Finding and reading inputs: stable keys, and one clear sentence for each that stays out."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.content import Extracted, extract
from ingest.errors import UnreadableSource
from ingest.files.finding import find
from ingest.files.sources import Document, Limits, Problem, read
from ingest.readers import SUFFIXES, read_document
from ingest.reading import Job, read_job


def write(path: Path, text: str = "What is drift?\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def keys(*paths: Path, known: tuple[str, ...] = ()) -> list[str]:
    return [located.path for located in find(paths, known, SUFFIXES).files]


def sentence(path: Path, limits: Limits | None = None) -> str:
    """What the operator is told about one unreadable file."""
    with pytest.raises(UnreadableSource) as told:
        read_document(read(find([path]).files[0], limits or Limits()))
    return str(told.value)


def test_a_file_has_the_same_key_alone_and_in_its_folder_in_any_checkout(tmp_path: Path) -> None:
    for checkout in ("one", "two"):
        file = write(tmp_path / checkout / "docs" / "faq.md")
        assert keys(file) == keys(tmp_path / checkout / "docs") == ["docs/faq.md"]


def test_a_file_keeps_the_key_by_which_it_is_known(tmp_path: Path) -> None:
    file = write(tmp_path / "docs" / "team" / "faq.md")
    assert keys(file) == ["team/faq.md"]
    assert keys(file, known=("docs/team/faq.md",)) == ["docs/team/faq.md"]


def test_two_files_never_share_a_key(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a" / "docs" / "faq.md"), write(tmp_path / "b" / "docs" / "faq.md")
    assert keys(one, other) == ["docs/faq.md", "b/docs/faq.md"]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = write(tmp_path / "docs" / "faq.md")
    assert keys(file, tmp_path / "docs", file) == ["docs/faq.md"]


def test_hidden_files_and_unknown_formats_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    for name in (".git/config.md", "notes/.draft.md", "logo.png", "notes/faq.md"):
        write(tmp_path / "docs" / name)
    assert keys(tmp_path / "docs") == ["docs/notes/faq.md"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.md")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "link.md").symlink_to(secret)
    found = find([tmp_path / "docs"], (), SUFFIXES)
    assert found.files == ()
    assert "leads out of" in found.problems[0].sentence


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = find([tmp_path / "absent.md", tmp_path / "empty"], (), SUFFIXES)
    assert [problem.sentence for problem in found.problems] == [
        f"{tmp_path / 'absent.md'} does not exist; check the path.",
        f"{tmp_path / 'empty'} holds no file in a format that can be read.",
    ]


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    assert (
        sentence(write(tmp_path / "d" / "empty.md", " \n")) == "d/empty.md is empty: there is nothing in it to ingest."
    )


def test_a_huge_file_is_named_with_the_limit(tmp_path: Path) -> None:
    told = sentence(write(tmp_path / "d" / "huge.md", "x" * 5000), Limits(max_bytes=1000))
    assert told.startswith("d/huge.md has 5,000 bytes, more than the limit of 1,000;")


def test_a_binary_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "noise.md"
    file.write_bytes(bytes(range(32)) * 10)
    assert sentence(file).endswith("noise.md is a binary file, not text; export it as text and ingest that.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "locked.md")
    file.chmod(0)
    assert "cannot be read: Permission denied" in sentence(file)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.json", '{"a": ', "line 1: this is no JSON"),
        ("x.json", '{"a": 1}', "holds no object with a question"),
        ("x.json", "[" * 100_000, "nested too deeply"),
        ("x.jsonl", 'nonsense\n{"question"', "line 1: this line is no JSON"),
        ("x.csv", "a,b\n1,2\n", 'has no column named "question"; its columns are a, b'),
        ("x.csv", "question,answer\n,\n", "no question in it"),
        ("x.html", "<html><body><script>1</script></body></html>", "holds no text beside its navigation"),
        ("x.md", "---\ntopic: t\n---\n\n## Q\n\n### Key points\n", "front matter has no `title:`"),
    ],
)
def test_a_file_that_breaks_its_format_is_named_with_the_rule(name: str, text: str, told: str) -> None:
    with pytest.raises(UnreadableSource) as raised:
        read_document(Document(f"d/{name}", text.encode()))
    assert told in str(raised.value)
    assert str(raised.value).startswith(f"d/{name}")


def test_marks_of_order_and_line_ends_of_other_systems_are_no_trouble() -> None:
    assert Document("a.md", b"\xef\xbb\xbf# A\r\nb\rc").text == "# A\nb\nc"
    assert Document("a.md", "# A\n".encode("utf-16")).text == "# A\n"


@pytest.mark.parametrize(
    "mark", ["[", "](", "(", "*", "`", "a", "?\n", "- a\n", "Q1. ", "<details>", "| a | b |\n", "=\n"]
)
@pytest.mark.parametrize("suffix", ["md", "txt", "rst", "html"])
def test_a_text_made_to_be_slow_is_read_to_its_end(mark: str, suffix: str, tmp_path: Path) -> None:
    """What grows exponentially, or with a high power, would not end here."""
    text = (mark * 12_000)[:12_000]
    (located,) = find([write(tmp_path / f"x.{suffix}", text)]).files
    done = read_job(Job(located), Limits())
    if isinstance(done, Problem):
        assert done.sentence.startswith(located.path)
    else:
        assert isinstance(done, Extracted)
        assert all(passage.locator.end_line <= text.count("\n") + 1 for passage in done.content.passages)


@pytest.mark.parametrize(
    ("front", "modified"),
    [
        ("---\ntitle: Notes\nupdated: 2025-03-04\n---\n", datetime(2025, 3, 4, tzinfo=UTC)),
        ("---\ndate: 2025-03-04T10:00:00+02:00\n---\n", datetime(2025, 3, 4, 8, tzinfo=UTC)),
        ("---\ndate: last spring\n---\n", datetime(2026, 1, 1, tzinfo=UTC)),
        ("", datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_document_is_as_old_as_it_says_and_else_as_its_file(front: str, modified: datetime) -> None:
    text = f"{front}## What is a canary?\n\nA small share of the traffic goes to the new model first.\n"
    found = extract(Document("d/x.md", text.encode(), datetime(2026, 1, 1, tzinfo=UTC)))
    assert found.content.source.modified == modified
    assert {passage.modified for passage in found.content.passages} == {modified}


def test_more_files_than_a_run_takes_are_told_and_what_was_known_of_the_rest_stays(tmp_path: Path) -> None:
    for name in "abcd":
        write(tmp_path / "docs" / f"{name}.md")
    known = [f"docs/{name}.md" for name in "abcd"]
    found = find([tmp_path / "docs"], known, SUFFIXES, limits=Limits(max_files=3))
    assert [one.path for one in found.files] == known[:3]
    assert found.kept == ("docs/d.md",)
    [told] = [problem.sentence for problem in found.problems]
    assert "brings the run to more than 3 files, and the rest is left out; ingest its folders one at a time" in told


def test_files_in_formats_that_nobody_reads_are_counted_and_documents_among_them_named(tmp_path: Path) -> None:
    for name in ("a.md", "b.mp4", "c.mp4", "LICENSE", "old.doc", ".hidden.mp4"):
        write(tmp_path / "docs" / name)
    found = find([tmp_path / "docs"], (), SUFFIXES)
    assert found.passed == {".mp4": 2, "": 1}
    assert [problem.sentence for problem in found.problems] == [
        "docs/old.doc is in the old Word format: save it as .docx and ingest that."
    ]


def test_a_folder_that_cannot_be_listed_is_told_and_what_was_known_below_it_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "docs" / "a.md")
    write(tmp_path / "docs" / "locked" / "b.md")
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = find([tmp_path / "docs"], ["docs/a.md", "docs/locked/b.md", "docs/gone.md"], SUFFIXES)
    assert found.kept == ("docs/locked/b.md",)
    assert "locked cannot be read: Permission denied" in found.problems[0].sentence


def test_a_file_that_is_written_while_it_is_read_is_left_for_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "d" / "log.md")
    [located] = find([file]).files
    fstat = os.fstat

    def growing(number: int) -> os.stat_result:
        status = fstat(number)
        with file.open("a") as more:
            more.write("more\n")
        return status

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(UnreadableSource, match=r"d/log\.md was being written while it was read; ingest it again\."):
        read(located, Limits())


def test_a_file_that_is_gone_before_it_is_read_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "d" / "a.md")
    [located] = find([file]).files
    file.unlink()
    with pytest.raises(UnreadableSource, match=r"d/a\.md cannot be read: No such file or directory; see to it"):
        read(located, Limits())
