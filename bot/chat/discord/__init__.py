"""Discord: what arrives to events, replies to cards, and how both travel."""
