"""What an admin should look at in a corpus that is in: sources that contradict each other, that are old, and reference
answers that are too thin to grade by. Nothing here changes anything."""
