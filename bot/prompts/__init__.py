"""Prompts as versioned files: read, checked and rendered here, so that no other module holds words for a model.

    prompts = Prompts(settings.prompts_folder)
    prompt = prompts.get("answer")
    messages = prompt.render({"question": "...", "passages": ["...", "..."]}, nonce=secrets.token_hex(4))

A reply that holds `canary(nonce)` gives the system part away; `unmark(reply)` takes copied marks off.
"""

from bot.prompts.marking import canary, unmark
from bot.prompts.prompt import Prompt
from bot.prompts.registry import Prompts

__all__ = ["Prompt", "Prompts", "canary", "unmark"]
