"""Ingest, unchanged re-ingest, search, answers and practice turns, beside a stock pipeline in one run.

    make benchmark                                            # 1,000 and 10,000 passages, a few minutes
    make benchmark ARGS="--passages 100000"                   # about 20 minutes on 2 cores
    make benchmark ARGS="--passages 10000 --encode 10000"     # no made-up vectors

Of each corpus the first 300 passages are encoded (`--encode`) and the rest get random unit vectors; to the time of an
ingest is added what they would have taken at the pace of the others. Queries and answers are always encoded. No test
here asserts a time: machines differ, and so does what else they do.
"""

from collections.abc import Sequence
from functools import partial

from bot.messages import AskQuestion, Reply, ShowGrade, ShowProgress
from tests.benchmarks.conftest import Corpus
from tests.benchmarks.generated_corpus import partial_answer, queries
from tests.benchmarks.measuring import Results, seconds, side_by_side

QUERIES = 100
# Beyond this size a stock search takes seconds.
MANY, QUERIES_OF_MANY = 10_000, 20
TURNS = 50
SESSIONS = 20


def test_ingest(corpus: Corpus, results: Results) -> None:
    """Ours reads Markdown pages, finds questions and key points and links duplicates; stock is given the passages."""
    ours, stock = zip(*corpus.ingest, strict=True)
    results.rates(len(corpus.items), "ingest, passages/s", ours, stock)
    ours, stock = zip(*corpus.again, strict=True)
    results.durations(len(corpus.items), "unchanged re-ingest", ours, stock)


def test_search(corpus: Corpus, results: Results) -> None:
    asked = questions_for(corpus)
    assert corpus.ours.search(asked[0]) == corpus.stock.search(asked[0]) == 10
    assert corpus.ours.search(asked[0], "topic-1") == corpus.stock.search(asked[0], "topic-1") == 10
    for what, topic in (("search", None), ("search in a topic", "topic-1")):
        ours, stock = side_by_side(
            [partial(corpus.ours.search, query, topic) for query in asked],
            [partial(corpus.stock.search, query, topic) for query in asked],
        )
        results.durations(len(corpus.items), what, ours, stock)


def test_answers(corpus: Corpus, results: Results) -> None:
    """Stock has no answers without a language model, so it only retrieves; ours also quotes, weighs and cites."""
    answerer = corpus.ours.library.answerer()
    asked = questions_for(corpus, seed=12)
    answerer.answer("What is a canary release?")
    ours, stock = side_by_side(
        [partial(answerer.answer, query) for query in asked], [partial(corpus.stock.search, query) for query in asked]
    )
    results.durations(len(corpus.items), "coach ask (stock: retrieval only)", ours, stock)


def test_practice_turns(corpus: Corpus, results: Results) -> None:
    """An answer comes in; it is stored, graded point by point with quotes and citations, the cards are rescheduled, all
    of it is stored, and the next question is asked. Stock finds the passage for the question and takes a cosine."""
    turns = TURNS if len(corpus.items) <= MANY else QUERIES_OF_MANY
    by_text = {item.question: item for item in corpus.items}
    question = the_question(corpus.ours.say(f"practice {turns}"))
    times: list[tuple[float, float]] = []
    for number in range(turns - 1):
        item = by_text[question.text]
        answer = partial_answer(item, number)
        replies: list[Reply] = []
        ours, stock = side_by_side(
            [lambda said=answer, into=replies: into.extend(corpus.ours.say(said))],  # type: ignore[misc]
            [partial(corpus.stock.grade, item.question, answer)],
            first=number % 2,
        )
        times.append((ours[0], stock[0]))
        assert isinstance(replies[0], ShowGrade)
        assert 0 < replies[0].score < 1
        question = the_question(replies)
    corpus.ours.say("stop")
    results.durations(len(corpus.items), "practice turn", [ours for ours, _ in times], [stock for _, stock in times])


def test_sessions_and_progress(corpus: Corpus, results: Results) -> None:
    """What looks at the whole corpus: choosing questions for a session, and how far a learner is."""
    starts = []
    for _ in range(SESSIONS):
        starts.append(seconds(lambda: the_question(corpus.ours.say("practice 5"))))
        corpus.ours.say("stop")
    results.durations(len(corpus.items), "session start", starts)
    looks = []
    for _ in range(SESSIONS):
        replies: list[Reply] = []
        looks.append(seconds(lambda into=replies: into.extend(corpus.ours.say("progress"))))  # type: ignore[misc]
        assert isinstance(replies[0], ShowProgress)
    results.durations(len(corpus.items), "progress", looks)


def questions_for(corpus: Corpus, seed: int = 11) -> list[str]:
    return queries(QUERIES if len(corpus.items) <= MANY else QUERIES_OF_MANY, seed)


def the_question(replies: Sequence[Reply]) -> AskQuestion:
    (question,) = [reply for reply in replies if isinstance(reply, AskQuestion)]
    return question
