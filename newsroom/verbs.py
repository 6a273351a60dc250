"""How a verb begins: with a permission and one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from newsroom.history import acting
from newsroom.models import User
from newsroom.permissions import require


@contextmanager
def permitted(by: User, action: str, reason: str = "") -> Iterator[None]:
    """One transaction of somebody whose role permits the action. Raises NotAllowed."""
    require(by, action)
    with acting(by, reason):
        yield
