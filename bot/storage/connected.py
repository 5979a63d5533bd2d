"""What the parts of the Store have in common."""

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncConnection


class Connected(ABC):
    """Something with a database. Both raise StorageError where it cannot be read or written."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]: ...

    @abstractmethod
    def writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One transaction, committed at the end."""
        ...
