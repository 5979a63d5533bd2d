"""What `help` says, the same words on every platform."""

HELP = """\
practice [topic] [level] [count] - start practising; due reviews come first. Example: practice rag senior 3
mock [topic] [level] [count] - a timed interview without feedback until the report at the end
While a question is open: answer in your own words, or hint, skip, reveal, stop.
  sure 70 - say how sure you are (0-100) before the answer or as its last line
After a grade: why (the citations), + or - (rate it), next, or answer the follow-up.
In a thread with others everybody answers for themselves; join makes the others wait for your answer.
  Whoever opened it says reveal, next, skip or stop.
ask QUESTION - a short answer with citations. Example: ask what is shadow deployment?
progress - strengths, due reviews, streak, calibration. home - the same with what is open. topics - what there is.
name-me yes or no - whether you may be named under a question of the day. unvote + or - takes a rating back.
link - a code that joins what you do here and on another platform.
forget-me - erases everything that is kept about you."""
