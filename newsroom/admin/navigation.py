"""The sidebar: what a working day goes through, each entry for who may use it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from newsroom.permissions import may

# By name, as Unfold has its callbacks: what is counted belongs to an app above this one.
BADGES = {
    "claims_candidate": "claims.admin.inbox.inbox.badge",
    "claims_notice": "claims.admin.notices.badge",
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """As Unfold wants it."""
    reads, signs = may(request.user, "read"), may(request.user, "sign")
    tells = may(request.user, "manage_webhooks")
    groups = [
        (
            _("Claims"),
            reads,
            [
                (_("Inbox"), "move_to_inbox", "claims_candidate", ""),
                (_("Queue"), "inbox", "claims_claim", "?queue=open"),
                *(
                    [(_("My signature"), "signature", "claims_claim", "?queue=sign")]
                    if signs
                    else []
                ),
                (_("Notices"), "notifications", "claims_notice", ""),
                (_("Bulk work"), "checklist", "claims_batch", ""),
                (_("Readers’ suggestions"), "feedback", "claims_suggestion", ""),
                (_("Relations"), "compare_arrows", "claims_relation", ""),
                (_("Deeds of two"), "group", "newsroom_deed", ""),
            ],
        ),
        (
            _("Where statements come from"),
            reads,
            [
                (_("Captures"), "download", "sources_capturerequest", ""),
                (_("Imports"), "upload_file", "claims_importrun", ""),
                (_("Sources"), "article", "sources_source", ""),
                (_("Snapshots"), "photo_camera", "sources_snapshot", ""),
                (_("Speakers"), "record_voice_over", "sources_speaker", ""),
                (_("Publishers"), "newspaper", "sources_publisher", ""),
                (_("Topics"), "sell", "claims_topic", ""),
            ],
        ),
        (
            _("Records"),
            reads,
            [
                (_("Publications"), "public", "claims_publication", ""),
                *([(_("Webhooks"), "webhook", "claims_webhook", "")] if tells else []),
                (_("History"), "history", "newsroom_event", ""),
                (_("Tokens"), "key", "newsroom_apitoken", ""),
                (_("Jobs"), "pending_actions", "newsroom_job", ""),
            ],
        ),
        (
            _("People"),
            bool(request.user.is_active and request.user.is_superuser),
            [
                (_("Users"), "person", "newsroom_user", ""),
                (_("Roles"), "badge", "auth_group", ""),
            ],
        ),
    ]
    return [
        {
            "title": title,
            "separator": True,
            "items": [
                {
                    "title": label,
                    "icon": icon,
                    "link": reverse(f"admin:{page}_changelist") + query,
                    "active": _is_here(request, page, query),
                    "badge": _badge(request, page),
                    "badge_variant": "info",
                }
                for label, icon, page, query in entries
            ],
        }
        for title, allowed, entries in groups
        if allowed
    ]


def _badge(request: HttpRequest, page: str) -> str:
    """How many wait there, in words; the page's own app says."""
    if page not in BADGES:
        return ""
    counted: str = import_string(BADGES[page])(request)
    return counted


def _is_here(request: HttpRequest, page: str, query: str) -> bool:
    """One entry at most is the present one: the signature tab is not also the queue."""
    here = reverse(f"admin:{page}_changelist")
    if not request.path.startswith(here):
        return False
    if page != "claims_claim":
        return True
    signing = request.path == here and request.GET.get("queue") == "sign"
    return signing == (query == "?queue=sign")
