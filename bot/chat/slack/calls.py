"""One call of the Web API, and what its failure means for whoever wanted something said."""

from collections.abc import Awaitable

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.chat.slack.payload import list_at, text_at
from bot.delivery.post import Ambiguous, NotSent, RetryLater

_LATER = 5.0
_RATE_LIMITED = ("ratelimited", "rate_limited")
_AFTER_A_MEND = 600.0
# What only the operator can mend; the reply waits for that.
_OPERATORS = {
    "token_revoked": "The Slack app was removed or its token revoked: install it again and set COACH_SLACK_BOT_TOKEN",
    "token_expired": "The bot token has expired: install the app again and set COACH_SLACK_BOT_TOKEN",
    "invalid_auth": "Slack does not know the bot token: check COACH_SLACK_BOT_TOKEN",
    "not_authed": "No bot token was sent: set COACH_SLACK_BOT_TOKEN",
    "missing_scope": "The app lacks a scope: update it from slack-manifest.yaml and install it again",
    "not_allowed_token_type": "COACH_SLACK_BOT_TOKEN must be the bot token, which starts with xoxb-",
    "org_login_required": "The workspace is being moved to an organisation: Slack takes nothing until that is over",
    "ekm_access_denied": "The workspace's own key management refuses the app",
    "access_denied": "The workspace denies the app access",
    "two_factor_setup_required": "The account behind the token has to set up two-factor sign-in",
}
# An incomplete request; an edit of a message that is still being streamed.
_NOT_YET = {"request_timeout", "streaming_state_conflict"}
# Slack says of these that part of it may have happened.
_MIDWAY = {"internal_error", "fatal_error", "service_unavailable"}


class NeedsMending(RetryLater):
    """Nothing goes out until an operator has done what the text says; it is tried again all the same.

    `error` is Slack's word for it.
    """

    def __init__(self, text: str, error: str) -> None:
        super().__init__(f"{text} ({error}).", _AFTER_A_MEND)
        self.error = error


class Refused(Exception):
    """Slack will not do it, and did not. `error` is its word for why; `detail` what it adds, for the log."""

    def __init__(self, error: str, detail: str = "") -> None:
        super().__init__(f"{error}: {detail}" if detail else error)
        self.error = error


def web_client(token: str | None, base_url: str, *, timeout: int = 30) -> AsyncWebClient:
    """A client that tries once: its stock handler would post a second time after a reset connection."""
    return AsyncWebClient(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])


async def answered(call: Awaitable[AsyncSlackResponse | None]) -> AsyncSlackResponse | None:
    """Slack's answer. Raises Refused, RetryLater (certainly not done) or Ambiguous (perhaps done)."""
    try:
        return await call
    except SlackApiError as problem:
        raise _meaning(problem.response) from problem
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as problem:
        # No connection came about, so nothing was written.
        raise RetryLater(f"Slack cannot be reached: {problem}", _LATER) from problem
    except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as problem:
        raise Ambiguous(f"The connection to Slack broke: {type(problem).__name__} {problem}") from problem
    except (AttributeError, TypeError, ValueError, LookupError) as problem:
        # What the SDK stumbles over where the answer is no JSON object.
        raise Ambiguous(f"Slack's answer cannot be read: {type(problem).__name__} {problem}") from problem


def _meaning(response: object) -> NotSent | Refused:
    """`response` is the SDK's, or aiohttp's own where the body was no JSON."""
    if not isinstance(response, AsyncSlackResponse):
        return Ambiguous(f"Slack answered without JSON, with status {getattr(response, 'status', '?')}.")
    error = text_at(response.data, "error")
    if response.status_code == 429 or error in _RATE_LIMITED:
        return RetryLater("Slack asks for a pause.", _pause(response.headers), channel_wide=True)
    if error in _OPERATORS:
        return NeedsMending(_OPERATORS[error], error)
    if error in _NOT_YET:
        return RetryLater(f"Slack could not do it yet ({error}).", _LATER)
    if not error or error in _MIDWAY or response.status_code >= 500:
        return Ambiguous(f"Slack failed with status {response.status_code} {error}".strip() + ".")
    return Refused(error, "; ".join(map(str, list_at(response.data, "response_metadata", "messages")[:3])))


def _pause(headers: object) -> float:
    """Seconds, from `Retry-After`; half a minute where it says nothing."""
    stated = headers.get("Retry-After") if hasattr(headers, "get") else None
    return max(1.0, float(stated)) if isinstance(stated, str) and stated.strip().isdigit() else 30.0
