"""From blocks to questions, answers and passages: what belongs to what, the same for every format."""
