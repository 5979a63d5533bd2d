"""Who may administer: those whom the settings name, and those to whom one of them gave the role."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.admin_records import Role
from bot.errors import UnusableInput

ADMIN = "admin"


class KeptRoles(Protocol):
    async def has_role(self, learner: str, role: str) -> bool: ...

    async def roles(self) -> tuple[Role, ...]: ...

    async def give_role(self, role: Role) -> bool: ...

    async def take_role(self, learner: str) -> bool: ...


class Roles:
    """`named` are the learners of the setting `admins`: no word in chat makes them less."""

    def __init__(self, named: Collection[str], kept: KeptRoles) -> None:
        self._named = frozenset(named)
        self._kept = kept

    async def is_admin(self, learner: str) -> bool:
        return learner in self._named or await self._kept.has_role(learner, ADMIN)

    async def admins(self) -> tuple[Role, ...]:
        """Those to whom one of them gave the role, by learner; whom the settings name is in `named`."""
        return tuple(role for role in await self._kept.roles() if role.role == ADMIN)

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(sorted(self._named))

    async def add(self, learner: str, by: str, at: datetime) -> bool:
        """Whether that changed anything. Raises UnusableInput for what is no learner's id."""
        platform, colon, rest = learner.partition(":")
        if not (platform and colon and rest) or any(letter.isspace() for letter in learner):
            raise UnusableInput(f"{learner!r} is no learner's id: it has the platform in front, as slack:T1:U2.")
        return learner not in self._named and await self._kept.give_role(Role(learner, "admin", by, at))

    async def remove(self, learner: str) -> bool:
        """Whether that changed anything. Raises UnusableInput for one whom the settings name, and for the last one:
        nobody in chat could name another then."""
        if learner in self._named:
            raise UnusableInput(f"{learner} is an admin by the setting COACH_ADMINS: take the name out there.")
        if not await self._kept.has_role(learner, ADMIN):
            return False
        if not self._named and len(await self.admins()) == 1:
            raise UnusableInput(f"{learner} is the last admin: add another one first.")
        return await self._kept.take_role(learner)
