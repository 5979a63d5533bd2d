from datetime import UTC, datetime

from llama_index.core.schema import MetadataMode, NodeRelationship, ObjectType, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.utils import metadata_dict_to_node, node_to_metadata_dict

from knowledge.points import Entry, document_terms, embedded_text, lexical_text, payload, point_id, query_terms
from knowledge.questions import Locator, Passage

PASSAGE = Passage(
    id="p-1",
    text='A canary is a small release, "first" to ‘some’.',
    locator=Locator("notes/release.md", 3, 5, "Releases"),
    kind="answer",
    context="What is a canary?",
    title="Release notes",
    question_id="q-1",
    modified=datetime(2026, 3, 1, tzinfo=UTC),
    metadata={"course": "mlops", "id": "77"},
)


def entry(passage: Passage = PASSAGE) -> Entry:
    return Entry(passage, topic="release", level="mid", format="markdown", digest="")


def test_the_payload_is_what_llama_index_writes_for_the_same_node() -> None:
    ours = payload(entry())
    metadata = {
        "course": "mlops",
        "id": "77",
        "topic": "release",
        "level": "mid",
        "path": "notes/release.md",
        "format": "markdown",
        "kind": "answer",
        "title": "Release notes",
        "section": "Releases",
        "context": "What is a canary?",
        "question_id": "q-1",
        "modified": "2026-03-01T00:00:00+00:00",
        "passage_id": "p-1",
        "start_line": 3,
        "end_line": 5,
    }
    node = TextNode(
        id_=point_id("p-1"),
        text=PASSAGE.text,
        mimetype="text/plain",
        metadata=metadata,
        excluded_embed_metadata_keys=[key for key in metadata if key != "context"],
        excluded_llm_metadata_keys=["passage_id", "question_id", "kind"],
        metadata_template="{value}",
        metadata_separator="\n",
        text_template="{metadata_str}\n{content}",
        relationships={
            NodeRelationship.SOURCE: RelatedNodeInfo(node_id="notes/release.md", node_type=ObjectType.DOCUMENT)
        },
    )

    assert ours == node_to_metadata_dict(node)


def test_llama_index_embeds_the_text_that_we_embed() -> None:
    for passage in (PASSAGE, Passage("p-2", "Text alone.", Locator("a.md", 1, 1))):
        node = metadata_dict_to_node(payload(entry(passage)))

        assert node.get_content(MetadataMode.EMBED) == embedded_text(passage)
        assert node.get_content() == passage.text
        assert node.ref_doc_id == passage.locator.path


def test_a_sources_own_field_fills_what_we_leave_empty_and_hides_nothing_of_ours() -> None:
    passage = Passage("p-3", "Text.", Locator("a.md", 1, 1), metadata={"section": "Week 1", "path": "elsewhere"})

    written = payload(entry(passage))

    assert (written["section"], written["path"]) == ("Week 1", "a.md")


def test_words_of_the_section_are_searched_once() -> None:
    assert lexical_text(PASSAGE).startswith("Releases\nWhat is a canary?\nA canary")
    passage = Passage("p-4", "Text.", Locator("a.md", 1, 1, "Heading"), context="Heading")
    assert lexical_text(passage) == "Heading\nText."


def test_words_are_stemmed_alike_in_documents_and_queries() -> None:
    assert set(query_terms("releasing a canary").indices) == set(document_terms("the canaries were released").indices)
    assert query_terms("the of and").indices == ()
