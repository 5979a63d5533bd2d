"""What the coach knows: questions, reference answers, passages, and finding the right ones."""
