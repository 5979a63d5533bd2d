"""From an upload in chat to what learners are asked: real files, a real process, nothing live unseen."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.admin_messages import ShowGaps, ShowIngest
from bot.assemble import open_library, open_store
from bot.assemble.administration import Administration, open_administration
from bot.assemble.ingest_process import IngestProcess
from bot.assemble.library import Library
from bot.assemble.uploads import keep, safe_name, sweep_old_uploads
from bot.errors import IngestFailed
from bot.messages import Attachment, Live, Message, Plain, Say
from bot.practice.session import Conversation
from bot.settings import Settings
from bot.turns.ingesting import Finished

ANA = "slack:T1:UANA"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FAQ = """# Serving

## What does a bulkhead do for a model server?

A bulkhead gives each model its own pool of workers, so that one slow model cannot take the threads of the others.

## Which colour has the deployment switch?
"""


class Uploads:
    """Files as a platform hands them out, by their id."""

    def __init__(self, **files: str) -> None:
        self.files = files

    async def fetch(self, attachment: Attachment, folder: Path) -> Path:
        file = folder / "whatever"
        file.write_text(self.files[attachment.id], encoding="utf-8")
        return file


class Chat:
    def __init__(self, settings: Settings, library: Library, administration: Administration) -> None:
        self.settings = settings
        self.library = library
        self.administration = administration
        self._said = 0

    async def say(self, text: str, *files: Attachment, name: str = "") -> list[Plain]:
        self._said += 1
        message = Message(name or f"slack:T1:e{self._said}", ANA, "dm", text, NOON, files=files)
        turns = await self.administration.administering.turns(message, Conversation())
        assert turns is not None
        async with aclosing(turns) as all_of_them:
            replies = [reply async for turn in all_of_them for reply in turn.replies]
        return [reply.reply if isinstance(reply, Live) else reply for reply in replies]  # type: ignore[misc]

    async def ingest(self, text: str = "ingest", *files: Attachment, name: str = "") -> ShowIngest:
        last = (await self.say(text, *files, name=name))[-1]
        assert isinstance(last, ShowIngest)
        return last

    def asked(self) -> set[str]:
        return {question.text for question in self.library.serving().questions()}

    def uploads(self) -> list[str]:
        folder = self.settings.uploads_folder
        return sorted(file.relative_to(folder).as_posix()[65:] for file in folder.rglob("*") if file.is_file())


@pytest.fixture
def settings(starter_home: Path, tmp_path: Path) -> Settings:
    shutil.copytree(starter_home, tmp_path / "home", symlinks=True)
    return Settings(home=tmp_path / "home", admins=(ANA,))


@pytest.fixture
async def chat(settings: Settings) -> AsyncIterator[Chat]:
    library = open_library(settings)
    fetching = Uploads(F1=FAQ, F2="no such document", F3=FAQ.replace("threads", "workers"))
    async with open_store(settings) as store:
        yield Chat(settings, library, open_administration(settings, library, store, {"slack": fetching}))


def attached(id_: str, name: str = "Our FAQ (v2).md") -> Attachment:
    return Attachment(id_, name, "", 100)


QUESTION = "What does a bulkhead do for a model server?"


async def test_an_upload_is_seen_by_nobody_until_it_is_published_and_can_be_taken_back(chat: Chat) -> None:
    before = chat.library.serving().id
    ready = await chat.ingest("ingest", attached("F1"))
    assert ready.state == "ready"
    outcome = ready.outcome
    assert outcome is not None
    assert [(one.path, one.questions, one.answered) for one in outcome.sources] == [("uploaded/Our-FAQ-v2-.md", 2, 1)]
    assert (outcome.removed, outcome.unanswered) == (0, 1)
    assert chat.library.serving().id == before
    assert QUESTION not in chat.asked()

    assert await chat.say(f"/ingest publish {outcome.generation}") == [ShowIngest("published", outcome.generation)]
    assert QUESTION in chat.asked()
    assert chat.uploads() == ["uploaded/Our-FAQ-v2-.md"]

    glance = await chat.administration.glance(ANA)
    assert glance is not None
    assert (glance.generation, glance.sources, glance.gaps) == (outcome.generation, 21, 1)
    assert await chat.administration.glance("slack:T1:UEVE") is None

    assert (await chat.ingest("ingest", attached("F1"))).state == "same"
    assert chat.uploads() == ["uploaded/Our-FAQ-v2-.md"]

    (taken_back,) = await chat.say("/rollback")
    assert isinstance(taken_back, Say)
    assert before in taken_back.text
    assert QUESTION not in chat.asked()


async def test_what_is_discarded_leaves_nothing(chat: Chat) -> None:
    before = chat.library.serving().id
    ready = await chat.ingest("ingest", attached("F1"))
    assert ready.outcome is not None
    assert await chat.say(f"/ingest discard {ready.outcome.generation}") == [
        ShowIngest("discarded", ready.outcome.generation)
    ]
    assert chat.uploads() == []
    assert [manifest.id for manifest in chat.library.generations.list()] == [before]
    (again,) = await chat.say(f"/ingest publish {ready.outcome.generation}")
    assert isinstance(again, Say)
    assert "no such generation" in again.text


async def test_a_newer_version_takes_the_place_of_the_older_and_a_repeat_that_of_a_broken_off_one(chat: Chat) -> None:
    first = await chat.ingest("ingest", attached("F1"), name="slack:T1:Ev1")
    again = await chat.ingest("ingest", attached("F1"), name="slack:T1:Ev1")
    assert first.outcome is not None
    assert again.outcome is not None
    assert [one.manifest.id for one in chat.library.generations.waiting()] == [again.outcome.generation]
    await chat.say(f"/ingest publish {again.outcome.generation}")

    newer = await chat.ingest("ingest", attached("F3"))
    assert newer.outcome is not None
    assert (newer.outcome.added, newer.outcome.changed, newer.outcome.removed) == (0, 1, 0)


async def test_a_file_that_cannot_be_read_is_named_and_not_kept(chat: Chat) -> None:
    failed = await chat.ingest("ingest", attached("F2", "notes.docx"))
    assert failed.state == "failed"
    assert failed.step.startswith("uploaded/notes.docx is ")
    assert chat.uploads() == []


async def test_an_answer_in_an_admins_words_is_asked_and_graded_from_then_on(chat: Chat) -> None:
    ready = await chat.ingest("ingest", attached("F1"))
    assert ready.outcome is not None
    await chat.say(f"/ingest publish {ready.outcome.generation}")
    (shown,) = await chat.say("/gaps")
    assert isinstance(shown, ShowGaps)
    (gap,) = shown.gaps
    assert gap.question == "Which colour has the deployment switch?"

    (said,) = await chat.say(f"/gaps answer {gap.id} The switch is green, and red while a rollout is held.")

    assert isinstance(said, Say)
    assert said.text.startswith("Approved")
    question = chat.library.serving().question(gap.id)
    assert question is not None
    assert question.gradable
    (refused,) = await chat.say(f"/gaps approve {gap.id}")
    assert isinstance(refused, Say)
    assert "waits for an answer" in refused.text


async def test_a_second_ingest_at_the_same_time_waits_for_its_turn(chat: Chat) -> None:
    library = chat.library
    with library.generations.build(library.serving()):
        failed = await chat.ingest("ingest", attached("F1"))
    assert failed.state == "failed"
    assert failed.step.startswith("Another ingest is running")
    assert chat.uploads() == []


def child_of(process: int) -> int | None:
    found = subprocess.run(["pgrep", "-P", str(process), "-f", "bot.cli ingest"], capture_output=True, text=True)
    return int(found.stdout.split()[0]) if found.stdout.strip() else None


async def test_leaving_an_ingest_ends_its_process_and_nothing_of_it_serves(settings: Settings, tmp_path: Path) -> None:
    folder = many_files(tmp_path)
    library = open_library(settings)
    before = library.serving().id
    async with aclosing(IngestProcess(settings).run([folder], hold=False)) as steps:
        await anext(steps)
        child = child_of(os.getpid())
        assert child is not None
    assert not alive(child)
    assert library.serving().id == before
    report = [step async for step in IngestProcess(settings).run([folder / "0.md"], hold=True)][-1]
    assert isinstance(report, Finished)
    assert report.waiting


def test_an_ingest_dies_with_the_process_that_began_it(settings: Settings, tmp_path: Path) -> None:
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from bot.assemble.ingest_process import IngestProcess\n"
        "from bot.settings import Settings\n"
        "async def main():\n"
        f"    run = IngestProcess(Settings(home=Path({str(settings.home)!r}))).run([Path(sys.argv[1])], hold=False)\n"
        "    async for step in run: print('step', flush=True)\n"
        "asyncio.run(main())\n"
    )
    folder = many_files(tmp_path)
    before = open_library(settings).serving().id
    with subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "step\n"
        child = child_of(parent.pid)
        assert child is not None
        os.kill(parent.pid, signal.SIGKILL)
    waited_until = time.monotonic() + 60
    while alive(child) and time.monotonic() < waited_until:
        time.sleep(0.05)
    assert not alive(child)
    assert open_library(settings).serving().id == before


def alive(process: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def many_files(tmp_path: Path) -> Path:
    """Enough to be still at it when it is ended."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.md").write_text(FAQ.replace("bulkhead", f"bulkhead{number}"), encoding="utf-8")
    return folder


async def test_a_child_that_breaks_is_no_riddle_for_the_admin(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    broken = IngestProcess(settings, [sys.executable, "-c", "raise RuntimeError('the disk is full of /srv')"])
    with pytest.raises(IngestFailed) as failed:
        async for _ in broken.run([], hold=True):
            pass
    assert "/srv" not in str(failed.value)
    assert "the disk is full" in caplog.text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("faq.md", "faq.md"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".hidden.md", "hidden.md"),
        ("a\x00b\nc d.md", "a-b-c-d.md"),
        ("Größe.pdf", "Größe.pdf"),
        ("...", "document"),
        ("", "document"),
        ("x" * 300 + ".html", "x" * 95 + ".html"),
    ],
)
def test_a_name_from_chat_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_same_upload_is_kept_once(tmp_path: Path) -> None:
    places = set()
    for number in range(2):
        file = tmp_path / f"arrived{number}"
        file.write_text(FAQ)
        places.add(keep(tmp_path / "uploads", file, "uploaded", "faq.md"))
    assert len(places) == 1


def test_what_nobody_came_back_to_goes_after_a_day(tmp_path: Path, settings: Settings) -> None:
    generations = open_library(settings).generations
    places = []
    for name in ("old", "new"):
        file = tmp_path / name
        file.write_text(name)
        places.append(keep(settings.uploads_folder, file, "uploaded", f"{name}.md"))
    now = datetime.now(UTC)
    (old, new) = places
    os.utime(old.parent.parent, (0, now.timestamp() - 86_401))
    os.utime(new.parent.parent, (0, now.timestamp() - 86_399))

    sweep_old_uploads(settings.uploads_folder, generations, now)

    assert not old.exists()
    assert new.exists()
