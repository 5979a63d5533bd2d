"""Loopback platforms: servers on 127.0.0.1 that speak Slack's and Discord's protocols to the unmodified libraries."""
