"""The parts of the loopback Discord; tests use `tests.platforms.discord_server.DiscordServer`, which wires them."""
