"""All classes of attacks: importing the modules registers them."""

from tests.attacks.registry import ATTACKS

__all__ = ["ATTACKS"]
