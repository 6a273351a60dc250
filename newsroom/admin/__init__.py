"""The desk: what every admin page shares, and the pages of people, tokens, jobs and history."""

from newsroom.admin import events, jobs, people, sign_ins, signer_keys, tokens

__all__ = ["events", "jobs", "people", "sign_ins", "signer_keys", "tokens"]
