"""Chainable conditions, the same on working claims and on publications."""

from claims.querysets.candidates import CandidateQuerySet
from claims.querysets.claims import (
    ORDER_OF_WORK,
    AssentQuerySet,
    ClaimQuerySet,
    ConflictQuerySet,
    EvidenceQuerySet,
    ExternalReviewQuerySet,
    RelationQuerySet,
)
from claims.querysets.dossiers import EditionQuerySet
from claims.querysets.epochs import EpochQuerySet, LogAheadQuerySet
from claims.querysets.erasures import ErasedPublicationQuerySet
from claims.querysets.labels import LabelEditionQuerySet
from claims.querysets.notifications import NoticeQuerySet, WebhookQuerySet
from claims.querysets.publications import PublicationQuerySet
from claims.querysets.published_topics import PublishedTopicQuerySet
from claims.querysets.replies import ReplyLetterQuerySet, ReplyRequestQuerySet
from claims.querysets.statements import IsOneOf, SearchedQuerySet
