"""The parts of the loopback Slack; tests use `tests.platforms.slack_server.SlackServer`, which wires them."""
