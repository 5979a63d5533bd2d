"""From what an admin names to the bytes and the text of documents, without letting anything harmful in."""
