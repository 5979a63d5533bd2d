"""What a language model adds to the coach: phrasing, feedback, probes, hints. Whatever it says is checked first."""
