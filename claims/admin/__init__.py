"""The desk of claims: the queue, the claim page with its verbs, and what stands around them."""

from claims.admin import (
    batches,
    captures,
    checks,
    claims,
    deeds,
    imports,
    inbox,
    notices,
    publications,
    relations,
    saved_views,
    snapshots,
    speakers,
    suggestions,
    topics,
    webhooks,
)

__all__ = [
    "batches",
    "captures",
    "checks",
    "claims",
    "deeds",
    "imports",
    "inbox",
    "notices",
    "publications",
    "relations",
    "saved_views",
    "snapshots",
    "speakers",
    "suggestions",
    "topics",
    "webhooks",
]
