"""Environment and `coach.toml` to one frozen Settings, read once by the wiring and nowhere else."""

from datetime import timedelta
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.errors import SettingsError


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("interview-coach"))


class Candidate(BaseModel):
    """A prompt's version or another model on trial.

    Shares are 0..1: `shadow` of calls are also made to the candidate, whose reply is stored and never shown; `shown` of
    learners, always the same ones, get to see the candidate's replies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str = ""
    model: str = ""
    shadow: float = Field(default=0.0, ge=0, le=1)
    shown: float = Field(default=0.0, ge=0, le=1)


class Settings(BaseSettings):
    """Every variable is `COACH_` and the name in capitals; `coach.toml` in the data folder may hold the same names."""

    model_config = SettingsConfigDict(env_prefix="COACH_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=_default_home, description="the data folder: everything the coach keeps")
    learner: str = Field(default="", description="who practises in this terminal; empty: the system's user name")
    database_url: str = Field(default="", description="empty: SQLite in the data folder; or postgresql://...")
    qdrant_url: str = Field(default="", description="empty: the embedded index; or http://host:6333")
    qdrant_key: str = Field(default="", description="the key of that server, where it asks for one", repr=False)
    embedding_model: str = Field(default="all-MiniLM-L6-v2", description="a packaged, local or hub model's name")
    threads: int = Field(default=0, ge=0, le=256, description="threads for encoding; 0: one for each core")
    timezone: str = Field(default="UTC", description="for streaks: where a day begins and ends, as Europe/Berlin")
    keep_generations: int = Field(default=10, ge=2, description="older builds of the index are removed after an ingest")
    largest_source_mb: int = Field(default=200, ge=1, description="a source beyond this is refused at ingest")
    most_files: int = Field(default=200_000, ge=1, description="files that one ingest takes, members of archives too")
    reader_memory_mb: int = Field(default=1024, ge=200, description="memory for reading a source, for each process")
    reader_seconds: float = Field(default=120.0, ge=1, description="time for reading a source, in seconds")

    admins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="who may run the coach in chat: learners' ids with commas between, as slack:T1:U1"
    )
    ingest_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="from which hosts an admin's link may be ingested, as docs.example.org; empty: none"
    )

    ingest_internal_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="hosts of your own network that documents may be fetched from, as wiki.corp.example"
    )

    ingest_sources: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="files, folders and links that a serving coach ingests again, as /srv/docs"
    )
    stale_after_days: int = Field(default=730, ge=0, description="a source older than this is called old; 0: none is")
    ingest_schedule: str = Field(default="", description="when, in UTC: 30m, 6h, 1d, or cron's fields, as 0 3 * * *")

    @field_validator(
        "admins", "ingest_hosts", "ingest_internal_hosts", "ingest_sources", "discord_shards", mode="before"
    )
    @classmethod
    def _listed(cls, value: Any) -> Any:
        """An environment variable holds a list with commas, `coach.toml` a real one."""
        return tuple(filter(None, (one.strip() for one in value.split(",")))) if isinstance(value, str) else value

    slack_bot_token: str = Field(default="", description="xoxb-..., from the Slack app's page", repr=False)
    slack_app_token: str = Field(default="", description="xapp-..., for Socket Mode", repr=False)
    slack_signing_secret: str = Field(default="", description="for signed HTTP instead of Socket Mode", repr=False)
    slack_api_url: str = Field(default="https://slack.com/api/", description="where Slack's Web API is")
    discord_token: str = Field(default="", description="the bot's token, from the Discord application", repr=False)
    discord_api_url: str = Field(default="https://discord.com/api/v10", description="where Discord's API is")
    discord_message_content: bool = Field(
        default=False, description="read also unaddressed messages in the coach's own threads; a privileged intent"
    )
    discord_shards: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(), description="the shards that this process serves, with commas between; empty: all of them"
    )
    discord_shard_count: int = Field(default=0, ge=0, description="how many shards there are; 0: as Discord advises")
    workers: int = Field(
        default=0, ge=0, le=64, description="messages that `coach serve` treats at once; 0: 2, and 8 with a model"
    )

    model_url: str = Field(default="", description="an OpenAI-compatible endpoint, as http://localhost:8000/v1")
    model_name: str = Field(default="", description="which model of that endpoint; empty: its first")
    model_key: str = Field(default="", description="the endpoint's key, where it asks for one", repr=False)
    model_patience: float = Field(default=20.0, gt=0, le=300, description="seconds that a learner waits for the model")
    model_calls_at_once: int = Field(default=2, ge=1, le=256, description="calls to the model at the same time")
    model_tokens_per_learner: int = Field(default=60_000, ge=0, description="tokens an hour for one learner; 0: any")
    model_tokens_per_workspace: int = Field(default=600_000, ge=0, description="tokens an hour for one workspace")
    model_daily_cap: float = Field(default=0.0, ge=0, description="the most to spend on models in a day; 0: any")
    model_prices: dict[str, tuple[float, float]] = Field(
        default_factory=dict, description="by model: price of a million tokens read and of a million written"
    )
    model_candidates: dict[str, Candidate] = Field(
        default_factory=dict, description="by prompt: a version or model on trial, in shadow or for a share of learners"
    )

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("there is no such time zone") from None
        return name

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'coach.sqlite'}"

    @property
    def messages_at_once(self) -> int:
        """Who waits for a language model keeps no core busy, and should keep nobody else waiting."""
        return self.workers or (8 if self.model_url else 2)

    @property
    def generations_folder(self) -> Path:
        return self.home / "generations"

    @property
    def stale_after(self) -> timedelta | None:
        return timedelta(days=self.stale_after_days) if self.stale_after_days else None

    @property
    def uploads_folder(self) -> Path:
        """What admins ingested in chat."""
        return self.home / "uploads"

    @property
    def unpacking_folder(self) -> Path:
        """Where archives are unpacked while they are ingested."""
        return self.home / "unpacking"

    @property
    def models_folder(self) -> Path:
        return self.home / "models"

    @property
    def prompts_folder(self) -> Path:
        """An operator's own versions of prompts, beside the packaged ones."""
        return self.home / "prompts"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(env_settings().get("home") or init_settings().get("home") or _default_home())
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / "coach.toml")


def read_settings(**given: Any) -> Settings:
    """The settings of this process. Raises SettingsError with the variable's name and an example."""
    try:
        return Settings(**given)
    except TOMLDecodeError as problem:
        raise SettingsError(f"The file coach.toml in the data folder is not TOML: {problem}.") from None
    except ValidationError as problem:
        first = problem.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise SettingsError(
            f"The setting COACH_{name.upper()} cannot be used: {first['msg'].lower()}. "
            f"For example: COACH_{name.upper()}={_EXAMPLES.get(name, '...')}"
        ) from None


_EXAMPLES = {
    "home": "~/.local/share/interview-coach",
    "database_url": "postgresql://coach@localhost/coach",
    "qdrant_url": "http://localhost:6333",
    "embedding_model": "all-MiniLM-L6-v2",
    "threads": "2",
    "slack_bot_token": "xoxb-...",
    "slack_app_token": "xapp-...",
    "discord_token": "MTk4...",
    "discord_shards": "0,1",
    "workers": "2",
    "model_url": "http://localhost:8000/v1",
    "model_prices": '{"small-model": [0.15, 0.60]}',
    "model_candidates": '{"answer": {"version": "v2", "shadow": 0.1}}',
    "timezone": "Europe/Berlin",
    "largest_source_mb": "200",
    "most_files": "200000",
    "reader_memory_mb": "1024",
    "reader_seconds": "120",
    "admins": "slack:T1:U1,slack:T1:U2",
    "ingest_hosts": "docs.example.org,wiki.example.org",
    "ingest_internal_hosts": "wiki.corp.example",
    "ingest_sources": "/srv/docs,https://docs.example.org/faq",
    "ingest_schedule": "0 3 * * *",
}
