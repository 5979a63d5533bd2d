"""What a server answers in place of a reply."""

import httpx

from bot.models.failures import CallFailed, FieldRefused, of_status
from bot.models.wire import parsed, retry_after

# A server that does not know a field of the request says so with one of these.
_OF_THE_FORM = {400, 415, 422, 501}


async def refused(response: httpx.Response) -> CallFailed | FieldRefused:
    """Reads the refusal; FieldRefused where another form of the same request may be taken."""
    raw = await response.aread()
    try:
        body = parsed(raw)
    except CallFailed:
        body = None
    failure = of_status(response.status_code, body, retry_after(response))
    if response.status_code in _OF_THE_FORM:
        return FieldRefused(failure, raw.decode("utf-8", "replace").lower())
    return failure
