"""How much of the model a learner and a workspace may have in an hour: buckets of tokens that fill steadily.

They are in the memory of this process: a restart fills them, and each of several processes has its own. What must hold
across all of them is money, for which there is the cap of a day.
"""

import math
from collections import Counter
from dataclasses import dataclass

from throttled import MemoryStore, RateLimiterType, Throttled, per_hour

# Above this many learners those unseen for longest begin anew, with a full bucket.
_MOST_KEYS = 100_000


class ShareUsed(Exception):
    """The gate: `whose` is "learner" or "workspace"; `seconds` until there is enough again, None for never."""

    def __init__(self, whose: str, seconds: float | None) -> None:
        super().__init__(whose)
        self.whose = whose
        self.seconds = seconds


class Bucket:
    """`per_hour` tokens at most, and as many fill it in an hour; 0: there is no limit.

    What a call may take is held while it is under way, and what it took is taken at its end, so that calls at the same
    time cannot take more than there is.
    """

    def __init__(self, tokens_per_hour: int) -> None:
        self._held: Counter[str] = Counter()
        self._throttled = None
        if tokens_per_hour:
            self._quota = per_hour(tokens_per_hour)
            store = MemoryStore(options={"MAX_SIZE": _MOST_KEYS})
            bucket = RateLimiterType.TOKEN_BUCKET.value
            self._throttled = Throttled(using=bucket, quota=self._quota, store=store)

    def hold(self, key: str, tokens: int) -> float | None:
        """0 where they are held now; else the seconds until there are as many, None where there never will be."""
        if self._throttled is None:
            return 0.0
        missing = tokens - (self._throttled.peek(key).remaining - self._held[key])
        if missing > 0:
            return None if tokens > self._quota.get_limit() else math.ceil(missing / self._quota.fill_rate)
        self._held[key] += tokens
        return 0.0

    def settle(self, key: str, held: int, used: int) -> None:
        if self._throttled is None:
            return
        self._held[key] -= held
        if not self._held[key]:
            del self._held[key]
        # The library takes all or nothing; who took more than there was has nothing left.
        taken = min(used, self._throttled.peek(key).remaining)
        if taken > 0:
            self._throttled.limit(key, cost=taken)


@dataclass(frozen=True, slots=True)
class Held:
    learner: str
    workspace: str
    tokens: int


class Shares:
    """Of learners and of workspaces; "" stands for none, which takes from no share."""

    def __init__(self, per_learner: int, per_workspace: int) -> None:
        self._buckets = {"learner": Bucket(per_learner), "workspace": Bucket(per_workspace)}

    def hold(self, learner: str, workspace: str, tokens: int) -> Held:
        """Raises ShareUsed."""
        held = Held(learner, workspace, tokens)
        for whose in self._buckets:
            seconds = self._buckets[whose].hold(getattr(held, whose), tokens) if getattr(held, whose) else 0.0
            if seconds != 0.0:
                if whose == "workspace" and learner:
                    self._buckets["learner"].settle(learner, tokens, 0)
                raise ShareUsed(whose, seconds)
        return held

    def settle(self, held: Held, used: int) -> None:
        """`used` tokens were taken in the end."""
        for whose, bucket in self._buckets.items():
            if getattr(held, whose):
                bucket.settle(getattr(held, whose), held.tokens, used)
