"""What `help` says, the same words on every platform."""

HELP = """\
practice [topic] [level] [count] - start practising; due reviews come first. Example: practice rag senior 3
mock [topic] [level] [count] - a timed interview without feedback until the report at the end
While a question is open: answer in your own words, or hint, skip, reveal, stop.
  sure 70 - say how sure you are (0-100) before the answer or as its last line
After a grade: why (the citations), + or - (rate it), next, or answer the follow-up.
ask QUESTION - a short answer with citations. Example: ask what is shadow deployment?
progress - strengths, due reviews, streak, calibration. topics - what there is to practise."""
