"""Durable delivery: what a platform hands over is written before it is acknowledged, and what the coach says is written
with the state it reports, then sent. Platform-neutral: adapters make Events and implement Post."""
