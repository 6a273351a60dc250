"""The desk of claims: the queue, the claim page with its verbs, and what stands around them."""

from claims.admin import (
    captures,
    checks,
    claims,
    deeds,
    imports,
    inbox,
    publications,
    relations,
    snapshots,
    speakers,
    topics,
    webhooks,
)

__all__ = [
    "captures",
    "checks",
    "claims",
    "deeds",
    "imports",
    "inbox",
    "publications",
    "relations",
    "snapshots",
    "speakers",
    "topics",
    "webhooks",
]
