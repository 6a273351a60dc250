"""The admin pages of claims, and of the sources that claims quote."""

from claims.admin import (
    approvals,
    claims,
    dossiers,
    error_reports,
    events,
    imports,
    labels,
    navigation,
    notices,
    publications,
    reader_requests,
    relations,
    restores,
    sources,
    speakers,
    synonyms,
    topics,
    webhooks,
)
from claims.admin.capture import captures
from claims.admin.claim import checks
from claims.admin.erasing import erasures, searches
from claims.admin.inbox import inbox
from claims.admin.queue import batches, saved_views
from claims.admin.snapshot import snapshots
