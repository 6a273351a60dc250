from django.db import models
from django.utils.translation import gettext_lazy as _

from nlp import kinds


class Status(models.TextChoices):
    """Where a claim stands; from ``verified`` on, is it so? (what could be known when said)."""

    UNREVIEWED = "unreviewed", _("unreviewed")
    IN_REVIEW = "in_review", _("in review")
    AWAITING_SIGNOFF = "awaiting_signoff", _("awaiting sign-off")
    VERIFIED = "verified", _("verified")
    REFUTED = "refuted", _("refuted")
    MIXED = "mixed", _("mixed")
    DISPUTED = "disputed", _("disputed")
    UNVERIFIABLE = "unverifiable", _("unverifiable")
    UNRATED = "unrated", _("unrated")
    WITHDRAWN = "withdrawn", _("withdrawn")


CONCLUDED = (
    Status.VERIFIED,
    Status.REFUTED,
    Status.MIXED,
    Status.DISPUTED,
    Status.UNVERIFIABLE,
    Status.UNRATED,
)
EDITABLE = (Status.UNREVIEWED, Status.IN_REVIEW)
# Somebody has work with these.
OPEN = (*EDITABLE, Status.AWAITING_SIGNOFF)

# What each conclusion means, for people; the Method page and the admin show these.
STATUS_MEANS = {
    Status.VERIFIED: _(
        "independent evidence shows it is so, as worded, nothing significant missing"
    ),
    Status.REFUTED: _("independent evidence shows it is not so"),
    Status.MIXED: _("partly so, or misleading without context; the rationale says which part"),
    Status.DISPUTED: _("credible evidence conflicts"),
    Status.UNVERIFIABLE: _(
        "checkable in principle, evidence out of reach; the rationale says what was tried"
    ),
    Status.UNRATED: _(
        "attribution concluded, truth not rated (opinions, predictions, misattributions, or not"
        " yet)"
    ),
}


class Attribution(models.TextChoices):
    """Did this speaker say this, then, in these words?"""

    REPORTED = "reported", _("reported")
    CONFIRMED = "confirmed", _("confirmed")
    MISATTRIBUTED = "misattributed", _("misattributed")


ATTRIBUTION_MEANS = {
    Attribution.REPORTED: _("we hold only someone’s report of it"),
    Attribution.CONFIRMED: _(
        "we hold or consulted the post, recording, transcript or document itself"
    ),
    Attribution.MISATTRIBUTED: _("another speaker or other words; the rationale says which"),
}


class Nature(models.TextChoices):
    FACT = kinds.Nature.FACT.value, _("fact")
    OPINION = kinds.Nature.OPINION.value, _("opinion")
    PREDICTION = kinds.Nature.PREDICTION.value, _("prediction")


class Basis(models.TextChoices):
    """How we know when it was said."""

    STATED = kinds.Basis.STATED.value, _("stated")
    INFERRED = kinds.Basis.INFERRED.value, _("inferred")
    UNKNOWN = kinds.Basis.UNKNOWN.value, _("unknown")


class Directness(models.TextChoices):
    DIRECT = kinds.Directness.DIRECT.value, _("direct")
    INDIRECT = kinds.Directness.INDIRECT.value, _("indirect")
    MIXED = kinds.Directness.MIXED.value, _("mixed")


class FoundSpeaker(models.TextChoices):
    """How a text names whoever made a statement that was found in it."""

    NAMED = kinds.FoundSpeaker.NAMED.value, _("named")
    ANONYMOUS = kinds.FoundSpeaker.ANONYMOUS.value, _("not named")
    UNATTRIBUTED = kinds.FoundSpeaker.UNATTRIBUTED.value, _("nobody is named")
    ARTICLE = kinds.FoundSpeaker.ARTICLE.value, _("the article's own voice")


class CandidateState(models.TextChoices):
    PENDING = "pending", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    # Its words live on in others.
    REPLACED = "replaced", _("edited, split or merged")


class RelayKind(models.TextChoices):
    OUTLET = "outlet", _("outlet")
    WIRE = "wire", _("wire service")
    SPOKESPERSON = "spokesperson", _("spokesperson")
    DOCUMENT = "document", _("document")
    POST = "post", _("post")
    BRIEFING = "briefing", _("briefing")
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    ANONYMOUS = "anonymous", _("anonymous source")


class Bound(models.TextChoices):
    EXACTLY = kinds.Bound.EXACTLY.value, _("exactly")
    AT_LEAST = kinds.Bound.AT_LEAST.value, _("at least")
    AT_MOST = kinds.Bound.AT_MOST.value, _("at most")
    ABOUT = kinds.Bound.ABOUT.value, _("about")


class RelationKind(models.TextChoices):
    CONTRADICTS = "contradicts", _("contradicts")
    SUPPORTS = "supports", _("supports")
    REPEATS = "repeats", _("repeats")
    UPDATES = "updates", _("updates")
    NARROWS = "narrows", _("narrows")
    CORRECTS = "corrects", _("corrects")


class RelationState(models.TextChoices):
    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("dismissed")


class ReviewState(models.TextChoices):
    OPEN = "open", _("open")
    SIGNED = "signed", _("signed")
    CLOSED = "closed", _("closed by withdrawal")


class Opening(models.TextChoices):
    """Why a review was opened."""

    FIRST = "first", _("first review")
    REOPENED = "reopened", _("reopened")
    REINSTATED = "reinstated", _("reinstated")


class RoundOutcome(models.TextChoices):
    OPEN = "open", _("awaiting sign-off")
    SENT_BACK = "sent_back", _("sent back")
    TAKEN_BACK = "taken_back", _("taken back")
    WITHDRAWN = "withdrawn", _("closed by withdrawal")
    SIGNED = "signed", _("signed")


class Bears(models.TextChoices):
    SAID = "said", _("on whether it was said")
    SO = "so", _("on whether it is so")


class Direction(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    REFUTES = "refutes", _("refutes")
    CONTEXT = "context", _("context")


class EvidenceKind(models.TextChoices):
    PASSAGE = "passage", _("passage")
    FILE = "file", _("file")
    RECORD = "record", _("record consulted")
    CONTACT = "contact", _("contact")
    CALCULATION = "calculation", _("calculation")


class HoldKind(models.TextChoices):
    LEGAL = "legal", _("legal")
    SAFETY = "safety", _("safety")


class PublicationEvent(models.TextChoices):
    SIGNED = "signed", _("signed")
    SUPPLEMENTED = "supplemented", _("supplemented")
    CORRECTED = "corrected", _("corrected")
    REOPENED = "reopened", _("reopened")
    WITHDRAWN = "withdrawn", _("withdrawn")
    HIDDEN = "hidden", _("hidden")
    SHOWN = "shown", _("shown")
    TAKEN_DOWN = "taken_down", _("taken down")
    RESTORED = "restored", _("restored")


class Standing(models.TextChoices):
    SIGNED = "signed", _("signed")
    UNDER_REVIEW = "under_review", _("under review again")
    WITHDRAWN = "withdrawn", _("withdrawn")
    HIDDEN = "hidden", _("hidden")


# Lists hold the current rows with these standings.
LISTED = (Standing.SIGNED, Standing.UNDER_REVIEW)


# Who is told of what is published must be told of these, or shows what no longer stands.
ALWAYS_TOLD = (
    PublicationEvent.REOPENED,
    PublicationEvent.WITHDRAWN,
    PublicationEvent.HIDDEN,
    PublicationEvent.TAKEN_DOWN,
)


class WebhookState(models.TextChoices):
    ACTIVE = "active", _("told")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


class ImportFormat(models.TextChoices):
    CSV = "csv", _("table (CSV)")
    NDJSON = "ndjson", _("one JSON object a line (NDJSON)")
    CLAIMREVIEW = "claimreview", _("ClaimReview: a page, a feed or a dump")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    # Also where it was cut off: the same file goes on where it stopped.
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ImportNoteKind(models.TextChoices):
    REFUSED = "refused", _("refused")
    UNSURE = "unsure", _("unsure")


class NameOutcome(models.TextChoices):
    """What became of a name that an import brought."""

    # One speaker, and one only, has this name or address.
    MATCHED = "matched", _("is that speaker")
    MADE = "made", _("a new speaker")
    # A new speaker, too, who may be one of those that the report names.
    UNSURE = "unsure", _("a new speaker; it may be one we have")


class Priority(models.IntegerChoices):
    """What is taken up first; within one, what is due first, then what came first."""

    LOW = 0, _("low")
    NORMAL = 1, _("normal")
    HIGH = 2, _("high")
    URGENT = 3, _("urgent")


class NoticeKind(models.TextChoices):
    """Why something waits for somebody."""

    ASSIGNED = "assigned", _("assigned to you")
    MENTIONED = "mentioned", _("you are mentioned")
    TO_SIGN = "to_sign", _("waits for a signature")
    SENT_BACK = "sent_back", _("sent back")


class BatchKind(models.TextChoices):
    """What is done to many claims at once, each by its own verb."""

    ASSIGN = "assign", _("assign")
    TAG = "tag", _("add topics")
    PLAN = "plan", _("set priority and due date")


class ItemOutcome(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("not done: stopped")
