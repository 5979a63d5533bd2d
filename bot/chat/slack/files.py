"""Files in Slack: what learners attach is fetched, pictures of the coach are put where a block can show them."""

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.downloads import check_size, written
from bot.chat.slack.calls import Refused, answered
from bot.chat.slack.payload import list_at, text_at
from bot.delivery.post import NotSent
from bot.errors import NotFetched
from bot.messages import Attachment


class SlackFiles:
    """Reads and writes files with the bot's token, which goes to Slack's own hosts only."""

    def __init__(self, client: AsyncWebClient, *, most_bytes: int = 200_000_000) -> None:
        self._client = client
        self._own = urlsplit(client.base_url).hostname
        self._most_bytes = most_bytes

    async def fetch(self, attachment: Attachment, folder: Path) -> Path:
        """Writes the file into the folder, under a name of its own. Raises NotFetched."""
        url = attachment.url or await self._url_of(attachment)
        host = urlsplit(url).hostname or ""
        if host != self._own and not host.endswith(".slack.com"):
            raise NotFetched(f"{attachment.name} is kept outside Slack: download it and attach the file itself.")
        check_size(attachment, self._most_bytes)
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300, sock_read=30)) as session,
                # Slack answers a token that may not read the file with a redirect to its sign-in page.
                session.get(
                    url,
                    headers={"Authorization": f"Bearer {self._client.token}"},
                    allow_redirects=False,
                    proxy=self._client.proxy,
                    ssl=self._client.ssl if self._client.ssl is not None else True,
                ) as answer,
            ):
                if answer.status != 200:
                    raise NotFetched(
                        f"Slack did not hand out {attachment.name} (status {answer.status}): "
                        "the app needs the scope files:read and has to be a member of the channel."
                    )
                return await written(answer, attachment, folder, self._most_bytes)
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as problem:
            raise NotFetched(f"{attachment.name} could not be read from Slack: try again.") from problem

    async def upload(self, content: bytes, name: str, alt_text: str) -> str:
        """The id of a file that is shared nowhere yet. Raises Refused, RetryLater, Ambiguous."""
        answer = await answered(
            self._client.files_upload_v2(content=content, filename=name, title=name, alt_txt=alt_text)
        )
        files = list_at(answer.data, "files") if answer else []
        if not files or not text_at(files[0], "id"):
            raise Refused("no_file", "the upload was accepted, but no file came back")
        return text_at(files[0], "id")

    async def _url_of(self, attachment: Attachment) -> str:
        """Files in shared channels arrive as ids only."""
        try:
            answer = await answered(self._client.files_info(file=attachment.id))
        except (Refused, NotSent) as problem:
            raise NotFetched(f"Slack does not say where {attachment.name} is: attach it again.") from problem
        data = answer.data if answer else {}
        return text_at(data, "file", "url_private_download") or text_at(data, "file", "url_private")
