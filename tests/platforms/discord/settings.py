"""Figures and switches of the loopback Discord; a test changes them on the instance that its server holds."""

from dataclasses import dataclass


@dataclass
class Settings:
    """Times in seconds. Figures are Discord's own where it publishes them; tests shorten the long ones.

    Gateway: `missed_heartbeats` intervals without a heartbeat end a connection and its session (4009).
    `resumable_for` and `replay_limit` are guesses, since Discord names neither. `identify_pause` is 5 s on Discord,
    per bucket of `max_concurrency`; 0 switches that limit off. `shards_required` above a client's count gives 4011.
    An empty `resume_url` is the address that the client itself used.
    REST: `ban_after` invalid requests (401, 403, 429) in `ban_window` make everything 429 for `ban_lasts`; 0 never.
    Interactions: `ack_timeout` for the first response, `token_life` for all that follow it; `followups_elsewhere` is
    how many follow where the bot is no member. `nonce_window` is a guess ("a few minutes"). `attachment_limit` is in
    bytes.
    """

    bot_token: str = "loopback-bot-token"
    heartbeat_interval: float = 41.25
    missed_heartbeats: float = 2.0
    resumable_for: float = 180.0
    replay_limit: int = 10_000
    resume_url: str = ""
    identify_pause: float = 0.0
    max_concurrency: int = 1
    shards_required: int = 1
    message_content_allowed: bool = False
    members_allowed: bool = False
    presences_allowed: bool = False
    gateway_sends: int = 120
    gateway_window: float = 60.0
    global_per_second: int = 50
    ban_after: int = 10_000
    ban_window: float = 600.0
    ban_lasts: float = 3600.0
    ack_timeout: float = 3.0
    token_life: float = 900.0
    followups_elsewhere: int = 5
    nonce_window: float = 180.0
    attachment_limit: int = 10 * 1024 * 1024
    attachment_life: float = 86_400.0
