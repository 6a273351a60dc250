from typing import Any, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from newsroom.choices import ApprovalKind
from newsroom.quotation import quoted
from nlp import kinds


class Answer(models.TextChoices):
    """Choices that also have an answer for readers.

    ``label`` is the value's own word, for the desk and the API; ``public`` the answer that readers
    see, ``short`` the same in a chip; ``meaning`` says what it takes.
    """

    public: Promise
    meaning: Promise
    short: Promise

    def __new__(cls, value: str, public: Any = "", meaning: Any = "", short: Any = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.public, member.meaning, member.short = public, meaning, short or public
        return member

    @property
    def word_and_public(self) -> str:
        """For the desk: "Refuted (“False”)"."""
        return f"{capfirst(self.label)} ({quoted(self.public)})"


class Status(Answer):
    """Where a claim stands. A concluded one has a rating: is it true?

    Judged on what could be known when the claim was made.
    """

    UNREVIEWED = "unreviewed", _("Not reviewed yet"), "", _("unreviewed")
    IN_REVIEW = "in_review", _("In review"), "", _("in review")
    AWAITING_SIGNOFF = "awaiting_signoff", _("Awaiting sign-off"), "", _("awaiting sign-off")
    VERIFIED = (
        "verified",
        _("True"),
        _("independent evidence confirms it as worded, with nothing significant missing"),
        _("verified"),
    )
    REFUTED = (
        "refuted",
        _("False"),
        _("independent evidence shows that it is not true"),
        _("refuted"),
    )
    MIXED = (
        "mixed",
        _("Partly true or misleading"),
        _("part of it is true, or it misleads without context; the rationale says which"),
        _("mixed"),
    )
    DISPUTED = (
        "disputed",
        _("Evidence conflicts"),
        _("there is credible evidence both for and against it"),
        _("disputed"),
    )
    UNVERIFIABLE = (
        "unverifiable",
        _("Can’t be established"),
        _("the evidence that could settle it is out of reach; the rationale says what was tried"),
        _("unverifiable"),
    )
    UNRATED = (
        "unrated",
        _("Not rated"),
        _("it is an opinion, a prediction or not their words, or we have not rated it yet"),
        _("unrated"),
    )
    WITHDRAWN = "withdrawn", _("Withdrawn"), "", _("withdrawn")


CONCLUDED = (
    Status.VERIFIED,
    Status.REFUTED,
    Status.MIXED,
    Status.DISPUTED,
    Status.UNVERIFIABLE,
    Status.UNRATED,
)
# Only these may have a number on a scale.
NUMBERED = (Status.REFUTED, Status.MIXED, Status.VERIFIED)
EDITABLE = (Status.UNREVIEWED, Status.IN_REVIEW)
# Somebody has work with these.
OPEN = (*EDITABLE, Status.AWAITING_SIGNOFF)


class Attribution(Answer):
    """Did this speaker say it, on that occasion, in these words?"""

    REPORTED = (
        "reported",
        _("We have only others’ reports"),
        _("somebody else reports that it was said; we have not seen or heard the original"),
        _("others’ reports only"),
        _("reported"),
    )
    CONFIRMED = (
        "confirmed",
        _("Yes, we have seen or heard the original"),
        _("we hold or consulted the post, recording, transcript or document itself"),
        _("original seen"),
        _("confirmed"),
    )
    MISATTRIBUTED = (
        "misattributed",
        _("No: someone else’s words, or altered"),
        _("somebody else said it, or the words were different; the rationale says which"),
        _("Not their words"),
        _("misattributed"),
    )


class Nature(models.TextChoices):
    FACT = kinds.Nature.FACT.value, _("fact")
    OPINION = kinds.Nature.OPINION.value, _("opinion")
    PREDICTION = kinds.Nature.PREDICTION.value, _("prediction")


# Why the truth of a claim is not rated, where it is not for want of time.
_NOT_RATED: dict[str, Promise] = {
    Attribution.MISATTRIBUTED: _("Not rated: not their words"),
    Nature.OPINION: _("Not rated: opinion"),
    Nature.PREDICTION: _("Not rated: prediction"),
}


def public_rating(status: str, nature: str, attribution: str) -> str:
    """The answer to "Is it true?", with the reason where it is not rated."""
    if status != Status.UNRATED:
        return str(Status(status).public)
    reason = _NOT_RATED.get(attribution) or _NOT_RATED.get(nature) or _("Not rated: not yet")
    return str(reason)


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
    """How a text names the speaker of a statement that was found in it."""

    NAMED = kinds.FoundSpeaker.NAMED.value, _("named")
    ANONYMOUS = kinds.FoundSpeaker.ANONYMOUS.value, _("not named")
    UNATTRIBUTED = kinds.FoundSpeaker.UNATTRIBUTED.value, _("no speaker named")
    ARTICLE = kinds.FoundSpeaker.ARTICLE.value, _("the article's own voice")


# How a candidate was found that a person marked or edited.
BY_HAND = "by hand"


class CandidateState(models.TextChoices):
    PENDING = "pending", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    # Other candidates took its place.
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


class RationaleFormat(models.TextChoices):
    """How a rationale is written."""

    MARKDOWN = "markdown", _("Markdown")


class ReasonKind(models.TextChoices):
    """What a signed claim was reopened for."""

    OUR_ERROR = "our_error", _("our error")
    COMPLAINT_UPHELD = "complaint_upheld", _("complaint upheld")
    NEW_EVIDENCE = "new_evidence", _("new evidence")
    ROUTINE = "routine", _("routine")


# What is signed again for one of these is a correction.
CORRECTING = (ReasonKind.OUR_ERROR, ReasonKind.COMPLAINT_UPHELD)


class ReportOutcome(models.TextChoices):
    """What became of an error that a reader reported."""

    UPHELD = "upheld", _("upheld")
    NOT_UPHELD = "not_upheld", _("not upheld")
    # Such as a question, or what others have to correct.
    ANSWERED = "answered", _("answered")


class ReaderRequestState(models.TextChoices):
    """What became of something that readers sent for checking."""

    OPEN = "open", _("waiting")
    CAPTURED = "captured", _("captured")
    LINKED = "linked", _("linked to a claim")
    DECLINED = "declined", _("not checked")


class NotChecked(models.TextChoices):
    """Why something that readers sent is not checked; they read it."""

    OPINION = "opinion", _("It is an opinion or a prediction, which can't be checked.")
    NO_SOURCE = "no_source", _("We could not find where it was said.")
    PRIVATE = "private", _("It is about private persons.")
    ELSEWHERE = "elsewhere", _("Others have checked it already.")
    NO_TIME = "no_time", _("We can't check everything, and chose other statements.")


class SubscriptionKind(models.TextChoices):
    """What a reader gets letters about."""

    REQUEST = "request", _("answers to requests")
    CLAIM = "claim", _("claims")
    SPEAKER = "speaker", _("speakers")
    TOPIC = "topic", _("topics")
    DOSSIER = "dossier", _("dossiers")
    SEARCH = "search", _("searches")


class RoundOutcome(models.TextChoices):
    OPEN = "open", _("awaiting sign-off")
    SENT_BACK = "sent_back", _("sent back")
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", _("proposal withdrawn")
    WITHDRAWN = "withdrawn", _("closed by withdrawal")
    SIGNED = "signed", _("signed")


class SignatureRole(models.TextChoices):
    """As what somebody signs a version with a passkey."""

    PROPOSER = "proposer", _("proposer")
    SIGNER = "signer", _("signer")
    SECOND = "second", _("second sign-off")
    PANEL = "panel", _("member of the panel")


class Bears(models.TextChoices):
    SAID = "said", _("about who said it")
    SO = "so", _("about whether it is true")


class Direction(models.TextChoices):
    SUPPORTS = "supports", _("supports")
    REFUTES = "refutes", _("refutes")
    CONTEXT = "context", _("context")


class Independence(models.TextChoices):
    """Whether evidence is independent of the claim's speaker and of its sources; computed."""

    INDEPENDENT = "independent", _("independent")
    NOT_INDEPENDENT = "not_independent", _("not independent")
    NOT_ESTABLISHED = "not_established", _("independence not established")


class IndependenceBasis(models.TextChoices):
    """Why, as PostgreSQL's ``evidence_basis`` finds it; ``independence_state`` gives each its state."""

    NO_TIE = "no_tie", _("nothing recorded ties it to the speaker or to a report of the statement")
    STATED = "stated", _("we say why")
    AGAINST_INTEREST = (
        "against_interest",
        _("it is from the speaker’s own side, and counts as evidence against its own interest"),
    )
    OWN = "own", _("it is from the speaker’s own side")
    SPEAKER = "speaker", _("the claim’s speaker was the one contacted")
    APPEARANCE = "appearance", _("it comes from a source in which the claim itself appears")
    SYNDICATED = (
        "syndicated",
        _("it is the same text or recording as an appearance, or syndicated with one"),
    )
    NO_INPUTS = "no_inputs", _("the calculation lists no evidence that it is made from")
    INPUT = "input", _("part of what the calculation is made from is not independent")
    PUBLISHER = "publisher", _("it is not stated who published it")
    AFFILIATION = (
        "affiliation",
        _("it is not recorded for whom the speaker, or whoever was contacted, speaks"),
    )
    DOUBTED = "doubted", _("one of our editors doubts it")


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


# Every webhook gets these, or its receiver would go on showing what is no longer published.
ALWAYS_SENT = (
    PublicationEvent.REOPENED,
    PublicationEvent.WITHDRAWN,
    PublicationEvent.HIDDEN,
    PublicationEvent.TAKEN_DOWN,
)


class WebhookState(models.TextChoices):
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


class ImportFormat(models.TextChoices):
    CSV = "csv", _("table (CSV)")
    NDJSON = "ndjson", _("one JSON object per line (NDJSON)")
    CLAIMREVIEW = "claimreview", _("ClaimReview: a page, a feed or a dump")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    # Also after an interruption: the same file continues from there.
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ErasureJobState(models.TextChoices):
    """Of looking for a person's names, and of carrying out an erasure."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ImportNoteKind(models.TextChoices):
    REFUSED = "refused", _("refused")
    UNSURE = "unsure", _("unsure")


class NameOutcome(models.TextChoices):
    """What an import did with the name of a speaker."""

    # Exactly one speaker has this name or address.
    MATCHED = "matched", _("existing speaker")
    MADE = "made", _("new speaker")
    # The report lists the existing speakers that it may be.
    UNSURE = "unsure", _("new speaker, perhaps a duplicate")


class Priority(models.IntegerChoices):
    """Claims are worked on by priority, then by due date, then in order of arrival."""

    LOW = 0, _("low")
    NORMAL = 1, _("normal")
    HIGH = 2, _("high")
    URGENT = 3, _("urgent")


class NoticeKind(models.TextChoices):
    """Why somebody's attention is needed: for a claim, a request, what changes people's rights or
    the newsroom's rules, or what is wrong with the installation.
    """

    ASSIGNED = "assigned", _("assigned to you")
    MENTIONED = "mentioned", _("you are mentioned")
    TO_SIGN = "to_sign", _("to be signed")
    TO_AGREE = "to_agree", _("your agreement is needed")
    HANDED_IN = "handed_in", _("checked by a reporter")
    SENT_BACK = "sent_back", _("sent back")
    SIGNED = "signed", _("signed")
    OFFLINE = "offline", _("taken offline")
    LIFTED = "lifted", _("hold lifted")
    TO_APPROVE = "to_approve", _("waiting for your approval")
    DECIDED = "decided", _("your request is decided")
    REPORT = "report", _("an error is reported")
    TAKEN_OVER = "taken_over", _("a colleague handles your error report")
    UPHELD = "upheld", _("an error report is upheld")
    SETTLED = "settled", _("an error report is decided")
    CONFLICT = "conflict", _("a conflict of interest is declared")
    REPLY = "reply", _("a reply is overdue")
    UNANSWERED = "unanswered", _("publish that no answer came")
    SAID_AGAIN = "said_again", _("a checked claim seems to be said again")
    PEOPLE = "people", _("rights of a colleague, or rules of the newsroom")
    JOBS = "jobs", _("jobs failed, or no worker runs")
    LOOKED = "looked", _("names to erase were looked for")
    ERASED = "erased", _("an erasure is done")
    NOT_ERASED = "not_erased", _("an erasure failed")


NOTICES_OF_REQUESTS = (
    NoticeKind.TO_APPROVE,
    NoticeKind.DECIDED,
    NoticeKind.ERASED,
    NoticeKind.NOT_ERASED,
)
# That say in a sentence what they are about.
NOTICES_IN_A_SENTENCE = (NoticeKind.PEOPLE, NoticeKind.JOBS, NoticeKind.LOOKED)
# The requests whose subject is a claim.
REQUESTS_ON_CLAIMS = (
    ApprovalKind.LIFT_HOLD,
    ApprovalKind.SUPPLEMENT,
    ApprovalKind.CORRECT,
    ApprovalKind.ANOTHER_PERSON,
)


class ReplyChannel(models.TextChoices):
    """How somebody was asked for a reply."""

    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by telephone")
    LETTER = "letter", _("by letter")
    FORM = "form", _("by a form on their site")
    MESSAGE = "message", _("by message")
    IN_PERSON = "in_person", _("in person")


# Nothing was sent that can come back.
SPOKEN = (ReplyChannel.PHONE, ReplyChannel.IN_PERSON)


class ReplyState(models.TextChoices):
    """Of a request for a reply; it only moves forward, unless its letter comes back.

    Not reached: no letter has gone out, so nobody was asked. After the deadline an answer may still come.
    """

    UNREACHED = "unreached", _("not reached")
    ASKED = "asked", _("asked")
    REMINDED = "reminded", _("reminded")
    NO_ANSWER = "no_answer", _("no answer by the deadline")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("declined to answer")


REACHED = tuple(each for each in ReplyState if each != ReplyState.UNREACHED)
AWAITED = (ReplyState.ASKED, ReplyState.REMINDED)
REPLIED = (ReplyState.ANSWERED, ReplyState.DECLINED)


class LetterKind(models.TextChoices):
    REQUEST = "request", _("request")
    REMINDER = "reminder", _("reminder")


class BatchKind(models.TextChoices):
    """What is done to many claims at once."""

    ASSIGN = "assign", _("assign")
    TAG = "tag", _("add topics")
    PLAN = "plan", _("set priority and due date")


class ItemOutcome(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    STOPPED = "stopped", _("not done: batch stopped")


class LegalBasis(models.TextChoices):
    """Why data are erased, as readers may learn it."""

    DATA_SUBJECT = "data_subject", _("request of the person concerned (GDPR, Article 17)")
    COURT = "court", _("order of a court or authority")
    UNLAWFUL = "unlawful", _("collected or published unlawfully")
    OTHER_LAW = "other_law", _("another legal obligation")
