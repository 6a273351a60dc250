"""The sidebar's entries of claims, and of what claims shows of sources."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import CandidateState
from claims.models import (
    Batch,
    Candidate,
    Claim,
    Dossier,
    ErrorReport,
    ImportRun,
    Notice,
    Publication,
    Relation,
    Topic,
    Webhook,
)
from newsroom.admin.navigation import RECORDS, Entry, Group, register
from newsroom.models import Approval
from newsroom.permissions import may
from sources.admin.navigation import SOURCES
from sources.models import CaptureRequest, Snapshot, Speaker

PENDING = Candidate.objects.filter(state=CandidateState.PENDING)

register(
    Group(10, _("Claims")),
    Entry(10, _("Inbox"), "move_to_inbox", Candidate, waiting=lambda by: PENDING),
    Entry(20, _("Queue"), "inbox", Claim, "?queue=open"),
    Entry(25, _("Deadlines"), "event", Claim, "deadlines/"),
    Entry(30, _("My signature"), "signature", Claim, "?queue=sign", permission="propose"),
    Entry(
        40,
        _("Notices"),
        "notifications",
        Notice,
        waiting=lambda by: Notice.objects.to(by.pk).unseen(),
    ),
    Entry(50, _("Bulk changes"), "checklist", Batch),
    Entry(
        60,
        _("Errors reported"),
        "feedback",
        ErrorReport,
        "?settled_at__isempty=1",
        waiting=lambda by: ErrorReport.objects.filter(settled_at__isnull=True).filter(
            Q(owner=by.pk) | Q(owner__isnull=True)
        ),
    ),
    Entry(65, _("Dossiers"), "folder_open", Dossier),
    Entry(70, _("Relations"), "compare_arrows", Relation),
    Entry(
        80,
        _("Approvals"),
        "group",
        Approval,
        waiting=lambda by: (
            Approval.objects.for_approval_by(by.pk)
            if may(by, "decide_approval")
            else Approval.objects.none()
        ),
    ),
)
register(
    SOURCES,
    Entry(10, _("Captures"), "download", CaptureRequest),
    Entry(20, _("Imports"), "upload_file", ImportRun),
    Entry(40, _("Snapshots"), "photo_camera", Snapshot),
    Entry(50, _("Speakers"), "record_voice_over", Speaker),
    Entry(70, _("Topics"), "sell", Topic),
)
register(
    RECORDS,
    Entry(10, _("Publications"), "public", Publication),
    Entry(20, _("Webhooks"), "webhook", Webhook),
)
