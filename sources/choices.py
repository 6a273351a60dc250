from django.db import models
from django.utils.translation import gettext_lazy as _


class PublisherKind(models.TextChoices):
    NEWS = "news", _("news outlet")
    WIRE = "wire", _("wire service")
    GOVERNMENT = "government", _("government")
    ORGANISATION = "organisation", _("organisation")
    SOCIAL = "social", _("social platform")
    OTHER = "other", _("other")


class SpeakerKind(models.TextChoices):
    PERSON = "person", _("person")
    ORGANISATION = "organisation", _("organisation")
    GROUP = "group", _("group")
    # The text doesn't name the speaker ("government sources").
    ANONYMOUS = "anonymous", _("anonymous")
    # The text mentions no speaker ("alleged").
    UNATTRIBUTED = "unattributed", _("unattributed")
    # The article itself, where its publisher is not stated.
    ARTICLE = "article", _("the article's own voice")


# These belong to one source, are not pooled, and have no page and no tally.
UNPOOLED = (SpeakerKind.ANONYMOUS, SpeakerKind.UNATTRIBUTED, SpeakerKind.ARTICLE)


class SourceKind(models.TextChoices):
    ARTICLE = "article", _("article")
    RELEASE = "release", _("press release")
    POST = "post", _("social media post")
    TRANSCRIPT = "transcript", _("transcript")
    VIDEO = "video", _("video")
    DOCUMENT = "document", _("document")
    OTHER = "other", _("other")


class SnapshotKind(models.TextChoices):
    CAPTURE = "capture", _("capture")
    # Words that a person copied or transcribed from something consulted.
    EXCERPT = "excerpt", _("excerpt")


class CaptureMethod(models.TextChoices):
    """How the words of a snapshot reached us. Only what was fetched shows what an address had."""

    FETCHED = "fetched", _("fetched from its address by us")
    UPLOADED = "uploaded", _("uploaded as a file")
    PASTED = "pasted", _("pasted as text")
    # Of an excerpt.
    COPIED = "copied", _("copied or transcribed by hand")
    IMPORTED = "imported", _("imported with an archive of claims")


class TranscriptOrigin(models.TextChoices):
    """Who or what wrote down what was said."""

    OFFICIAL = "official", _("official transcript")
    CAPTIONS = "captions", _("automatic captions")
    MACHINE = "machine", _("speech recognition")
    PERSON = "person", _("transcribed by a person")


# Whoever made them has heard the words. Of the others a person has to listen first.
HEARD_BY_A_PERSON = (TranscriptOrigin.OFFICIAL, TranscriptOrigin.PERSON)


class Judged(models.TextChoices):
    """The state of an anchor in a newer snapshot (``sources.anchors``)."""

    # The same words at the same offsets, in the same context.
    EXACT = "exact", _("unchanged")
    # The same words in the same context, elsewhere in the text.
    MOVED = "moved", _("moved")
    # The sentence is there in other words, or the words are there in another context.
    ALTERED = "altered", _("altered")
    GONE = "gone", _("gone")


class CaptureOccasion(models.TextChoices):
    """Why a source is captured."""

    ASKED = "asked", _("somebody asked")
    # To see whether a source of public claims has changed.
    RECHECK = "recheck", _("checked again")


class CaptureState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    # The snapshot is there; its statements are not read yet.
    STORED = "stored", _("stored, being read")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class ArchiveService(models.TextChoices):
    """Archives that keep copies of pages for everybody."""

    WEB_ARCHIVE = "web_archive", "web.archive.org"
    PERMA = "perma", "perma.cc"
    # Recorded at the desk; not linked for readers, and no proof of what a page said.
    ARCHIVE_TODAY = "archive_today", "archive.today"


class ArchiveRequestState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    # The archive has accepted it and is at work.
    SENT = "sent", _("sent to the archive")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
