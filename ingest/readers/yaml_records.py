"""YAML: the same shapes as JSON."""

from ingest.blocks import Reading
from ingest.errors import MalformedSource, NothingAsked
from ingest.sources import Document


def read(document: Document) -> Reading:
    """Raises MalformedSource where the text is no YAML, NothingAsked where nothing in it asks anything."""
    import json

    import yaml

    from ingest.readers.json_records import read_json

    try:
        loaded = list(yaml.safe_load_all(document.text))
    except yaml.YAMLError as problem:
        raise MalformedSource(document.path, 1, "this is no YAML.") from problem
    try:
        reading = read_json(document.path, json.dumps(loaded, default=str))
    except NothingAsked as problem:
        raise NothingAsked(f"{document.path} holds no question.") from problem
    return Reading("yaml", blocks=reading.blocks)
