"""From messy sources to a new, immutable generation of the index."""
