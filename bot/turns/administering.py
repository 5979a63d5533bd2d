"""What admins do in chat: documents, gaps, generations, roles, places and daily questions; and who may not."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from bot import admin_wishes as wishes
from bot.admin_commands import parse_admin
from bot.admin_messages import ShowGaps, ShowIngest
from bot.admin_records import Audited, Daily
from bot.admin_wishes import AdminCommand
from bot.daily import Opened, next_time, opened_by
from bot.errors import IngestFailed, UnknownThing, UnusableInput
from bot.messages import Aside, Message, Say
from bot.messages import Plain as PlainReply
from bot.practice.session import Conversation
from bot.turns.admin_ports import Corpus, Kept, Places, Roles
from bot.turns.ingesting import Intake, Runner, carried_out, ingest
from bot.turns.turn import Turn
from knowledge.errors import BuildInProgress, IndexProblem, OvertakenGeneration, UnknownGeneration

# As many as a person takes in at one look, and as a platform shows with their buttons.
_GAPS_SHOWN = 10


class Administering:
    """`clock` counts seconds, for the pace at which progress is told."""

    def __init__(
        self,
        roles: Roles,
        kept: Kept,
        places: Places,
        corpus: Corpus,
        intake: Intake,
        runner: Runner,
        clock: Callable[[], float],
    ) -> None:
        self._roles = roles
        self._kept = kept
        self._places = places
        self._corpus = corpus
        self._intake = intake
        self._runner = runner
        self._clock = clock

    async def turns(self, message: Message, state: Conversation) -> AsyncGenerator[Turn, None] | None:
        """The turns that answer an admin's verb; None where the message is none.

        Needs no corpus: the first documents may come in this way.
        """
        opened: Opened | None = opened_by(message.id)
        if opened is not None:
            await self._kept.daily_opened(opened.daily_id, opened.day, message.conversation)
        command = parse_admin(message.text, files=bool(message.files))
        return self._answer(message, command, state) if command is not None else None

    async def _answer(self, message: Message, command: AdminCommand, state: Conversation) -> AsyncGenerator[Turn, None]:
        if not await self._roles.is_admin(message.learner):
            await self._note(message, command, allowed=False)
            yield _say(message, state, "Only the coach's admins may do that.")
            return
        match command.wish:
            case wishes.Unclear(sentence):
                yield _say(message, state, sentence)
            case wishes.Ingest(links):
                async with aclosing(self._ingest(message, command, links, state)) as turns:
                    async for turn in turns:
                        yield turn
            case _:
                yield await self._at_once(message, command, state)

    async def _ingest(
        self, message: Message, command: AdminCommand, links: Sequence[str], state: Conversation
    ) -> AsyncGenerator[Turn, None]:
        if message.place:
            # What only one person sees cannot be changed afterwards on every platform, and this is for one person only.
            yield _say(message, state, "Send me that in a direct message: what it would change is shown to you there.")
            return
        if not message.files and not links:
            yield _say(message, state, "Attach a file, or give a link, as `/ingest https://example.org/faq`.")
            return
        async with aclosing(ingest(message, links, state, self._intake, self._runner, self._clock)) as turns:
            async for turn in turns:
                done = carried_out(turn)
                if done:
                    await self._note(message, command, f"{done}; files: {len(message.files)}, links: {len(links)}")
                yield turn

    async def _at_once(self, message: Message, command: AdminCommand, state: Conversation) -> Turn:
        """Carries it out, and audits it only then; what cannot be done is one sentence."""
        try:
            said, detail = await self._done(message, command)
        except (UnknownThing, UnusableInput, IngestFailed) as problem:
            return _say(message, state, str(problem))
        except IndexProblem as problem:
            return _say(message, state, _index_sentence(problem))
        if detail is not None:
            await self._note(message, command, detail)
        return _turn(message, state, said)

    async def _done(self, message: Message, command: AdminCommand) -> tuple[PlainReply, str | None]:
        """(what is said, what the audit keeps); None where only something was looked at."""
        match command.wish:
            case wishes.PublishIngest(generation):
                await asyncio.to_thread(self._corpus.publish, generation)
                return ShowIngest("published", generation), generation
            case wishes.DiscardIngest(generation):
                await asyncio.to_thread(self._corpus.discard, generation)
                return ShowIngest("discarded", generation), generation
            case wishes.GoBack(to):
                generation, questions = await asyncio.to_thread(self._corpus.go_back, to)
                return Say(f"Generation {generation} serves again, with {questions} questions."), generation
            case wishes.ListGaps():
                gaps = await self._corpus.open_gaps()
                return ShowGaps(tuple(gaps[:_GAPS_SHOWN]), len(gaps)), None
            case wishes.ApproveGap(gap):
                return await self._approve(message, gap, None), gap
            case wishes.AnswerGap(gap, words):
                return await self._approve(message, gap, words), gap
            case wishes.CloseGap(gap):
                await self._corpus.close_gap(gap)
                return Say("Closed: it is off the list, also when it is asked again."), gap
            case wishes.SetGrades(grades):
                return await self._set_grades(message, grades), f"{message.place} {grades}"
            case wishes.ChangeAdmins("add", learner):
                new = await self._roles.add(learner, message.learner, message.at)
                return Say(f"{learner} is an admin{' now' if new else ' already'}."), learner
            case wishes.ChangeAdmins(_, learner):
                was = await self._roles.remove(learner)
                return Say(f"{learner} is {'no admin any more' if was else 'no admin'}."), learner
            case wishes.ListAdmins():
                return Say(await self._admins()), None
            case wishes.SetDaily():
                return await self._set_daily(message, command.wish)
            case wishes.EndDaily(place):
                where = self._place(message, place)
                ended = await self._kept.end_daily(daily_id(where))
                return Say("No daily question from now on." if ended else "There is no daily question there."), where
            case _:
                return Say(_listed(await self._kept.dailies())), None

    async def _approve(self, message: Message, gap: str, words: str | None) -> PlainReply:
        """An approval is an explicit word, so it serves at once."""
        await self._corpus.approve(gap, words, message.learner, message.at)
        try:
            async with aclosing(self._runner.run((), hold=False)) as steps:
                async for _ in steps:
                    pass
        except IngestFailed:
            return Say("Noted. It goes live with the next ingest, for it could not be carried out just now.")
        return Say("Approved: learners are asked it from now on, and graded against this answer.")

    async def _set_grades(self, message: Message, grades: str) -> PlainReply:
        if not message.place:
            raise UnusableInput("Say that in the channel that is meant: `/channel grades thread`.")
        await self._places.set_place(message.place, grades)
        if grades == "thread":
            return Say("Grades are shown in the thread here from now on, to everybody who reads it.")
        return Say("Only who answered sees the grade here from now on.")

    async def _set_daily(self, message: Message, wish: wishes.SetDaily) -> tuple[PlainReply, str]:
        place = self._place(message, wish.place)
        topic = wish.topic
        if topic:
            topics = await asyncio.to_thread(self._corpus.topics)
            known = {name.lower(): name for name in topics}
            topic = known.get(topic.lower()) or known.get("-".join(topic.lower().split())) or ""
            if not topic:
                raise UnusableInput(f"There is no such topic. There are: {', '.join(topics) or 'none yet'}.")
        platform, workspace, channel = place.split(":", 2)
        at = f"{wish.at:%H:%M}"
        daily = Daily(
            daily_id(place), place, platform, workspace, channel, at, wish.timezone, topic, message.learner, message.at
        )
        await self._kept.set_daily(daily)
        first = next_time(daily, message.at)
        about = f"on {topic}" if topic else "on any topic"
        said = f"A question {about} every day at {at} ({wish.timezone}), first on {first:%A, %d %B} at {first:%H:%M}."
        return Say(said), f"{place} {at} {wish.timezone} {topic}".strip()

    def _place(self, message: Message, named: str) -> str:
        place = named or message.place
        if place.count(":") < 2:
            raise UnusableInput(
                "Say it in the channel that it is for: `/daily 09:30 Europe/Berlin rag`. In Slack you may name the "
                "channel instead: `/daily #channel 09:30 Europe/Berlin rag`."
            )
        return place

    async def _admins(self) -> str:
        lines = [f"{learner}, by the settings" for learner in self._roles.named]
        lines += [f"{role.learner}, by {role.given_by} on {role.at:%Y-%m-%d}" for role in await self._roles.admins()]
        return "Admins:\n" + "\n".join(lines)

    async def _note(self, message: Message, command: AdminCommand, detail: str = "", *, allowed: bool = True) -> None:
        await self._kept.note(Audited(message.at, message.learner, command.verb, allowed, detail))


def daily_id(place: str) -> str:
    """One for each place, so that a daily that is set anew goes on where it was."""
    return hashlib.sha256(place.encode()).hexdigest()[:12]


def _listed(dailies: Sequence[Daily]) -> str:
    if not dailies:
        return "No daily question yet: `/daily 09:30 Europe/Berlin rag` in a channel sets one."
    lines = [f"{one.place} at {one.time_of_day} ({one.timezone}), {one.topic or 'any topic'}" for one in dailies]
    return "Daily questions:\n" + "\n".join(lines)


def _index_sentence(problem: IndexProblem) -> str:
    """For an admin in chat, without the folders that the operator's sentence names."""
    match problem:
        case OvertakenGeneration():
            return "Another ingest was published since this one was made: send the documents again, and discard this."
        case UnknownGeneration():
            return "There is no such generation to do that with: it may have been published or discarded already."
        case BuildInProgress():
            return "An ingest is running: wait until it is done."
    raise problem


def _say(message: Message, state: Conversation, text: str) -> Turn:
    return _turn(message, state, Say(text))


def _turn(message: Message, state: Conversation, reply: PlainReply) -> Turn:
    return Turn(state, (Aside(message.learner, reply) if message.place else reply,))
