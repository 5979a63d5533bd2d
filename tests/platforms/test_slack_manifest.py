"""The app's manifest asks for what the code uses and for nothing else."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

ROOT = Path(__file__).parents[2]
HISTORY = {"channels:history", "groups:history", "im:history"}
# From the pages of each method and event in Slack's reference; methods that need the bot's token only have no scope.
METHOD_SCOPES: dict[str, set[str]] = {
    "apps_connections_open": set(),
    "assistant_threads_setStatus": {"chat:write"},
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_stopStream": {"chat:write"},
    "chat_stream": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": HISTORY,
    "conversations_replies": HISTORY,
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "views_open": set(),
    "views_publish": set(),
}
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
}


@pytest.fixture
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "slack-manifest.yaml").read_text())
    return found


def called() -> set[str]:
    """Every Web API method that the adapter calls."""
    names = set()
    for file in [*(ROOT / "bot" / "chat" / "slack").glob("*.py"), ROOT / "bot" / "chat" / "slack_chat.py"]:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner.endswith("client") and hasattr(AsyncWebClient, node.func.attr):
                    names.add(node.func.attr)
    return names


def test_the_scopes_are_those_that_the_code_needs(manifest: dict[str, Any]) -> None:
    needed: set[str] = {"commands", "assistant:write"}
    assert manifest["features"]["slash_commands"]
    assert manifest["features"]["agent_view"]
    assert called() == set(METHOD_SCOPES)
    for method in called():
        needed |= METHOD_SCOPES[method]
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        needed |= EVENT_SCOPES[event]
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_every_event_that_the_code_hears_is_subscribed_to(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(EVENT_SCOPES)
    heard = (ROOT / "bot" / "chat" / "slack" / "events.py").read_text()
    assert all(f'"{event.partition(".")[0]}"' in heard for event in EVENT_SCOPES)


def test_each_scope_has_its_reason_here_and_in_the_documentation(manifest: dict[str, Any]) -> None:
    lines = (ROOT / "slack-manifest.yaml").read_text().splitlines()
    page = (ROOT / "docs" / "slack.md").read_text()
    for scope in manifest["oauth_config"]["scopes"]["bot"]:
        (line,) = [line for line in lines if line.strip().startswith(f"- {scope} ")]
        assert line.partition("#")[2].strip()
        assert f"| `{scope}` |" in page


def test_the_manifest_keeps_to_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert len(manifest["features"]["agent_view"]["agent_description"]) <= 300
    assert len(manifest["features"]["agent_view"]["suggested_prompts"]) <= 4
    assert manifest["settings"]["socket_mode_enabled"] is True
