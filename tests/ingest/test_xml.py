"""XML in the schemas in which questions are exchanged, in words that somebody made up, and made to do harm."""

import pytest

from ingest.errors import MalformedSource, NothingAsked, UnreadableSource
from ingest.files.sources import Document
from ingest.readers import read_document
from tests.ingest.shapes import extracted, questions

BOTH = {"What is a layer?": "A set of changes.", "Why are layers shared?": "To save disk."}


@pytest.mark.parametrize(
    "text",
    [
        "<faq>{}</faq>".format("".join(f"<item><q>{q}</q><a>{a}</a></item>" for q, a in BOTH.items())),
        "<faq>{}</faq>".format("".join(f"<question>{q}</question><answer>{a}</answer>" for q, a in BOTH.items())),
        "<bank>{}</bank>".format("".join(f'<question text="{q}" answer="{a}"/>' for q, a in BOTH.items())),
        "<bank>{}</bank>".format("".join(f"<question>{q}<answer>{a}</answer></question>" for q, a in BOTH.items())),
        "<add>{}</add>".format(
            "".join(
                f'<doc><str name="question">{q}</str><str name="answer">{a}</str></doc>' for q, a in BOTH.items()
            )
        ),
        "<TEI><text><body>{}</body></text></TEI>".format(
            "".join(f'<div><ab type="question">{q}</ab><ab type="answer">{a}</ab></div>' for q, a in BOTH.items())
        ),
        '<article xmlns="http://docbook.org/ns/docbook"><qandaset>{}</qandaset></article>'.format(
            "".join(
                f"<qandaentry><question><para>{q}</para></question><answer><para>{a}</para></answer></qandaentry>"
                for q, a in BOTH.items()
            )
        ),
        "<rss><channel><title>Blog</title>{}</channel></rss>".format(
            "".join(f"<item><title>{q}</title><description>&lt;p&gt;{a}&lt;/p&gt;</description></item>"
                 for q, a in BOTH.items())
        ),
    ],
)  # fmt: skip
def test_the_same_two_questions_are_read_from_any_schema(text: str) -> None:
    assert questions("a.xml", text) == BOTH


def test_of_several_references_the_best_counts_and_what_students_said_never() -> None:
    text = (
        '<question id="B1"><questionText>Why did you get 1.5 volts?</questionText><referenceAnswers>\n'
        '<referenceAnswer category="GOOD">They are apart.</referenceAnswer>\n'
        '<referenceAnswer category="BEST">A gap parts the terminals.</referenceAnswer></referenceAnswers>\n'
        '<studentAnswers><studentAnswer accuracy="correct">Is it a gap?</studentAnswer></studentAnswers></question>'
    )
    (question,) = extracted("a.xml", text).content.questions
    assert question.answer is not None
    assert question.answer.text == "A gap parts the terminals."
    assert question.metadata["alternative_answers"] == "They are apart."
    assert (question.locator.start_line, question.locator.end_line) == (1, 3)


def test_a_moodle_quiz_gives_sections_answers_and_feedback() -> None:
    def asked(kind: str, text: str, inside: str) -> str:
        return f'<question type="{kind}"><questiontext format="html"><text><![CDATA[<p>{text}</p>]]></text></questiontext>{inside}</question>'  # noqa: E501

    text = "<quiz>{}</quiz>".format(
        '<question type="category"><category><text>$course$/top/Default for X/Docker</text></category></question>'
        + asked("description", "Read this first.", "")
        + asked("multichoice", "What is a <b>layer</b>?", '<generalfeedback><text>See docs.</text></generalfeedback>'
                '<answer fraction="0"><text>A file</text></answer><answer fraction="100"><text>A diff</text></answer>')
        + asked("truefalse", "Docker is a machine.", '<answer fraction="0"><text>true</text></answer>'
                '<answer fraction="100"><text>false</text></answer>')
        + asked("essay", "Explain tags.", "<graderinfo><text><![CDATA[<ul><li>a name</li><li>moves</li></ul>]]></text>"
                "</graderinfo>")
        + asked("shortanswer", "Which port?", '<answer fraction="100"><text>80</text></answer>'
                '<answer fraction="100"><text>eighty</text></answer>')
        + asked("cloze", "The capital is {1:SHORTANSWER:=Paris~London}.", "")
        + asked("matching", "Match them", "<subquestion><text>Pod</text><answer><text>a group</text></answer>"
                "</subquestion>")
    )  # fmt: skip
    assert questions("a.xml", text) == {
        "What is a layer?": "A diff\n\nSee docs.",
        "Docker is a machine.": "False",
        "Explain tags.": "- a name\n- moves",
        "Which port?": "80",
        "The capital is ….": "- Paris",
        "Match them": "- Pod: a group",
    }
    assert {question.topic for question in extracted("a.xml", text).content.questions} == {"Docker"}


def test_a_forums_dump_gives_each_question_its_accepted_answer() -> None:
    text = (
        '<posts>\n<row Id="1" PostTypeId="1" AcceptedAnswerId="3" Title="How do I stop a container?" Body="x" '
        'Tags="&lt;docker&gt;&lt;linux&gt;"/>\n<row Id="2" PostTypeId="2" ParentId="1" Score="9" Body="Wait."/>\n'
        '<row Id="3" PostTypeId="2" ParentId="1" Score="1" Body="&lt;p&gt;Stop it.&lt;/p&gt;"/>\n'
        '<row Id="4" PostTypeId="1" Title="Nobody answered" Body="x"/>\n</posts>'
    )
    assert questions("a.xml", text) == {"How do I stop a container?": "Stop it.", "Nobody answered": None}
    assert extracted("a.xml", text).content.questions[0].metadata["tags"] == "docker, linux"


def test_a_qti_item_is_answered_by_its_right_choice() -> None:
    text = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="c1"><responseDeclaration '
        'identifier="R"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>'
        "<choiceInteraction><prompt>What does it say?</prompt><simpleChoice identifier='A'>Stay.</simpleChoice>"
        "<simpleChoice identifier='B'>Go.</simpleChoice></choiceInteraction></itemBody></assessmentItem>"
    )
    assert questions("a.xml", text) == {"What does it say?": "Stay."}


def test_sections_are_told_by_their_titles() -> None:
    text = '<faq><section title="Docker"><item><q>What is a tag?</q><a>A name.</a></item></section></faq>'
    assert extracted("a.xml", text).content.questions[0].topic == "Docker"


def test_running_text_is_read_by_its_titles_whatever_the_schema() -> None:
    text = (
        "<topic><title>Guide</title><body><section><title>What is a tag?</title><p>A name that <b>moves</b>.</p>"
        "</section><section><title>How is one made?</title><p>By hand.</p></section></body></topic>"
    )
    assert questions("a.xml", text) == {"What is a tag?": "A name that moves.", "How is one made?": "By hand."}


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l><question>&b;?</question></l>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><question>What is &x;?</question></r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]><r><question>Why?</question></r>',
    ],
)
def test_entities_of_its_own_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UnreadableSource, match=r"d/a.xml, line 1: it declares entities of its own"):
        read_document(Document("d/a.xml", text.encode()))


def test_entities_of_html_and_bare_ampersands_are_characters() -> None:
    text = "<faq><item><q>Why&nbsp;this &amp; that?</q><a>R&D & more</a></item></faq>"
    assert questions("a.xml", text) == {"Why this & that?": "R&D & more"}


def test_what_is_not_well_formed_is_read_as_far_as_it_goes_and_said() -> None:
    found = extracted("a.xml", "<faq><item><q>What is X?</q><a>Y</a></item><item><q>What is Z?</q></faq>")
    assert "What is X?" in [question.text for question in found.content.questions]
    assert "no sound XML" in found.flaws[0].sentence
    with pytest.raises(MalformedSource, match="this is no XML"):
        read_document(Document("d/a.xml", b"not at all"))
    with pytest.raises(MalformedSource, match="Excessive depth"):
        read_document(Document("d/a.xml", b"<a>" * 3000 + b"</a>" * 3000))


def test_settings_hold_no_question() -> None:
    with pytest.raises(NothingAsked):
        read_document(
            Document("d/a.xml", b"<configuration><property><name>x</name><value>3</value></property></configuration>")
        )
