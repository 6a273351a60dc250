"""The desk: what every admin page shares, and the pages of people, tokens and history."""

from newsroom.admin import events, people, tokens

__all__ = ["events", "people", "tokens"]
