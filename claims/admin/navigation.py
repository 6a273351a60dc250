"""The sidebar's entries of claims, and of what claims shows of sources."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.choices import CandidateState, ReaderRequestState
from claims.models import (
    Batch,
    Candidate,
    Claim,
    Dossier,
    Erasure,
    ErrorReport,
    ImportRun,
    Label,
    LogAhead,
    Notice,
    Publication,
    ReaderRequest,
    Relation,
    Synonyms,
    Topic,
    Webhook,
)
from newsroom.admin.guide import register_guide
from newsroom.admin.navigation import RECORDS, Entry, Group, Link, register, register_links
from newsroom.models import Approval
from newsroom.permissions import may
from sources.admin.navigation import SOURCES
from sources.models import CaptureRequest, Snapshot, Speaker

REQUESTED = ReaderRequest.objects.filter(state=ReaderRequestState.OPEN)
PENDING = Candidate.objects.filter(state=CandidateState.PENDING)

register(
    Group(10, _("Claims")),
    Entry(10, _("Inbox"), "move_to_inbox", Candidate, waiting=lambda by: PENDING, first=1),
    Entry(
        15,
        _("Readers’ requests"),
        "contact_support",
        ReaderRequest,
        "?state__exact=open",
        waiting=lambda by: REQUESTED,
    ),
    Entry(20, _("Queue"), "inbox", Claim, "?queue=open", first=2),
    Entry(25, _("Deadlines"), "event", Claim, "deadlines/", first=5),
    Entry(30, _("My signature"), "signature", Claim, "?queue=sign", permission="propose"),
    Entry(
        40,
        _("Notices"),
        "notifications",
        Notice,
        waiting=lambda by: Notice.objects.to(by.pk).unseen(),
        first=6,
    ),
    Entry(50, _("Bulk changes"), "checklist", Batch),
    Entry(
        60,
        _("Error reports"),
        "feedback",
        ErrorReport,
        "?settled_at__isempty=1",
        waiting=lambda by: ErrorReport.objects.filter(settled_at__isnull=True).filter(
            Q(owner=by.pk) | Q(owner__isnull=True)
        ),
        first=7,
    ),
    Entry(65, _("Dossiers"), "folder_open", Dossier),
    Entry(67, _("Labels"), "label", Label),
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
        first=3,
    ),
)
register(
    SOURCES,
    Entry(10, _("Captures"), "download", CaptureRequest),
    Entry(20, _("Imports"), "upload_file", ImportRun),
    Entry(40, _("Snapshots"), "photo_camera", Snapshot),
    Entry(50, _("Speakers"), "record_voice_over", Speaker),
    Entry(70, _("Topics"), "sell", Topic),
    Entry(75, _("Synonyms"), "equal", Synonyms),
)
register(
    RECORDS,
    Entry(10, _("Publications"), "public", Publication),
    Entry(20, _("Webhooks"), "webhook", Webhook),
    Entry(30, _("Erasures"), "ink_eraser", Erasure),
    Entry(32, _("Restores"), "settings_backup_restore", LogAhead),
)
register_guide(
    (r"$", "tour"),
    (r"claims/candidate/", "reporting#add-claims"),
    (r"sources/capturerequest/", "reporting#add-a-source"),
    (r"sources/(?:source|snapshot|publisher)/", "reporting#add-a-source"),
    (r"claims/claim/(?:add/|\d+/do/(?:edit|quote))", "reporting#add-claims"),
    (r"claims/claim/\d+/do/(?:hold|block|lift|embargo)", "reporting#take-a-claim-offline"),
    (r"claims/claim/\d+/do/(?:propose|sign|send-back)", "editing#what-each-conclusion-needs"),
    (r"claims/claim/\d+/do/(?:reopen|withdraw|supplement|correct)", "editing#after-signing"),
    (r"claims/claim/\d+/", "editing#from-statement-to-publication"),
    (r"claims/(?:claim|batch)/", "editing#the-queue"),
    (r"claims/erasure(?:search)?/", "editing#erasing"),
    (r"claims/logahead/", "editing#after-a-restore"),
    (r"claims/errorreport/", "editing#error-reports"),
    (r"claims/readerrequest/", "editing#what-readers-send-for-checking"),
    (r"claims/externalreview/", "editing#other-newsrooms-conclusions"),
    (r"claims/label/", "editing#labels-of-your-own"),
    (r"claims/synonyms/", "editing#synonyms"),
    (r"claims/notice/", "editing#notes-and-notices"),
    (r"newsroom/approval/", "editing#requests-that-wait-for-a-second-person"),
    (r"claims/importrun/", "importing"),
    (r"", "editing#the-desk"),
)
register_links(
    Link(10, _("Search everything"), "search", "site:working-search"),
    Link(15, _("Has this been checked?"), "fact_check", "site:match", query="?working"),
    Link(20, _("Your searches"), "bookmark", "site:saved-searches"),
)
