"""Claims, their reviews and evidence, and their publications."""

from claims.models.appearance import Anchor, Appearance, Relay
from claims.models.batch import Batch, BatchItem
from claims.models.claim import Claim, Quantity, Topic
from claims.models.conflict import Conflict
from claims.models.dossier import Dossier, DossierEdition
from claims.models.epoch import Epoch, LogAhead
from claims.models.erasure import ErasedPublication, Erasure, ErasureRun, ErasureSearch
from claims.models.error_report import ErrorReport
from claims.models.export_row import ExportRow
from claims.models.external import ExternalReview
from claims.models.hold import Hold
from claims.models.imports import ImportedSpeaker, ImportNote, ImportRecord, ImportRun
from claims.models.inbox import Candidate
from claims.models.label import Label, LabelEdition
from claims.models.listening import Listening
from claims.models.matching import ClaimToMatch, ClaimVector, MatchPosting, MatchWord
from claims.models.namesake import (
    ClaimToShow,
    Namesake,
    ProtectedNameUse,
    PublicationWords,
)
from claims.models.notes import Note, Notice
from claims.models.publication import Publication, PublishedQuantity
from claims.models.published_sources import PublicationPublisher, PublicationSource
from claims.models.published_topics import PublicationTopic, PublishedTopic
from claims.models.reader_request import ReaderRequest
from claims.models.relation import Relation
from claims.models.reply import ReplyLetter, ReplyRequest
from claims.models.review import Evidence, Review, Round
from claims.models.review_policy import Assent, ReviewPolicy
from claims.models.saved_search import SavedSearch
from claims.models.saved_view import SavedView
from claims.models.search_words import SearchWords
from claims.models.signature import Signature
from claims.models.subscription import ReaderSending, Subscription
from claims.models.synonyms import Synonyms
from claims.models.translation import Translation
from claims.models.webhook import Delivery, DeliveryAttempt, Webhook
