"""The gate to the language model, where one is set."""

import random
import secrets
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.errors import SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.models.client import ChatClient
    from bot.models.gate import Gate
    from bot.prompts import Prompts
    from bot.storage.store import Store


def open_gate(settings: Settings, store: "Store") -> "Gate | None":
    """None where COACH_MODEL_URL is empty. Close it (`await gate.aclose()`) before the store, in the same event loop.

    Raises SettingsError where a cap could not hold, and PromptProblem where a candidate names a version that there is
    not.
    """
    if not settings.model_url:
        return None
    from bot.models.asking import Asking
    from bot.models.gate import Gate
    from bot.models.limits import Shares
    from bot.models.prices import Budget, Prices
    from bot.models.trials import Arm, Trials
    from bot.storage.calls import ModelCalls

    prompts = check_models(settings)
    return Gate(
        client=open_client(settings),
        unseen=open_client(settings, calls_at_once=1),
        asking=Asking(prompts, lambda: secrets.token_hex(6)),
        log=ModelCalls(store),
        shares=Shares(settings.model_tokens_per_learner, settings.model_tokens_per_workspace),
        prices=Prices(settings.model_prices),
        budget=Budget(settings.model_daily_cap, ZoneInfo(settings.timezone)),
        trials=Trials(settings.model_candidates, Arm(model=settings.model_name)),
        places=settings.model_calls_at_once,
        now=lambda: datetime.now(UTC),
        new_id=lambda: uuid.uuid4().hex,
        draw=random.random,
        patience=settings.model_patience,
    )


def open_client(settings: Settings, calls_at_once: int = 0) -> "ChatClient":
    """For the endpoint that is set. Raises SettingsError for an address or a key that cannot be one."""
    from stamina.instrumentation import set_on_retry_hooks

    from bot.models.client import ChatClient
    from bot.models.endpoint import Phases

    # The client says in one line what failed; a line for each try would stand in a learner's terminal.
    set_on_retry_hooks([])
    phases = Phases(between=max(10.0, settings.model_patience / 2))
    return ChatClient(
        settings.model_url,
        key=settings.model_key,
        name=settings.model_name,
        patience=settings.model_patience,
        calls_at_once=calls_at_once or settings.model_calls_at_once,
        phases=phases,
    )


def check_models(settings: Settings) -> "Prompts":
    """The prompts, once it is known that candidates name versions that there are, and that a cap can hold.

    Raises SettingsError and PromptProblem."""
    from bot.prompts import Prompts

    _check_cap(settings)
    prompts = Prompts(settings.prompts_folder)
    for name, candidate in settings.model_candidates.items():
        prompts.get(name, candidate.version)
    return prompts


def _check_cap(settings: Settings) -> None:
    """What has no price costs nothing, so that a cap would never be reached."""
    if not settings.model_daily_cap:
        return
    named = [settings.model_name, *(one.model for one in settings.model_candidates.values() if one.model)]
    for name in named:
        if name not in settings.model_prices:
            what = f"the model {name!r} has no price" if name else "COACH_MODEL_NAME is empty"
            raise SettingsError(
                f"COACH_MODEL_DAILY_CAP cannot hold, for {what}. Name the model, and its prices for a million tokens "
                """read and written: COACH_MODEL_PRICES='{"small-model": [0.15, 0.60]}'"""
            )
