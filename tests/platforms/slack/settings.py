"""Figures and names of the loopback workspace; a test changes them on the instance that its server holds."""

from dataclasses import dataclass, field

GRANTED = (
    "app_mentions:read assistant:write channels:history channels:read chat:write commands files:read files:write"
    " im:history im:read im:write reactions:read reactions:write users:read"
).split()

SUBSCRIBED = (
    "app_mention app_home_opened message.channels message.im reaction_added reaction_removed file_shared"
    " agent_session_stopped app_context_changed"
).split()

# Which scope an event needs before Slack sends it at all.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
}


@dataclass
class Settings:
    """Times in seconds. Figures are Slack's own; tests shorten the long ones."""

    bot_token: str = "xoxb-loopback"
    app_token: str = "xapp-loopback"
    signing_secret: str = "loopback-signing-secret"
    scopes: set[str] = field(default_factory=lambda: set(GRANTED))
    subscriptions: set[str] = field(default_factory=lambda: set(SUBSCRIBED))
    ack_timeout: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    ping_interval: float = 10.0
    max_connections: int = 10
    half_open_lifetime: float = 30.0
    stream_lifetime: float = 300.0
    trigger_lifetime: float = 3.0
    response_url_uses: int = 5
    response_url_lifetime: float = 1800.0
    home_tab_enabled: bool = True
    messages_tab_enabled: bool = True
