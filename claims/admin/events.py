"""Who reads the history of which rows, and which rows it names."""

from django.utils.translation import gettext_lazy as _

from claims import models
from claims.models import Claim, Evidence
from newsroom.admin.event_words import name_join, name_rows
from newsroom.event_readers import register, their_own, whoever_may
from sources import models as of_sources

register(
    whoever_may("read"),
    *(models.Topic, Claim, Claim.topics.through, models.Appearance, models.Relay, models.Anchor),
    *(models.Quantity, models.Relation, models.Hold, models.Namesake, models.Review),
    *(
        models.Round,
        models.Signature,
        Evidence,
        Evidence.inputs.through,
        models.Publication,
        models.Candidate,
    ),
    *(models.Candidate.made_from.through, models.ImportRun, models.ImportRecord),
    *(models.ImportedSpeaker, models.ImportNote, models.ExternalReview, models.Note),
    *(models.Batch, models.BatchItem, models.ErrorReport, models.Conflict),
    *(models.Assent, models.ReviewPolicy, models.Dossier, models.DossierEdition),
    *(models.Label, models.LabelEdition, models.Synonyms),
    *(models.ReplyRequest, models.ReplyLetter),
    *(of_sources.Publisher, of_sources.Speaker, of_sources.Alias, of_sources.Role),
    *(of_sources.SpeakerMerge, of_sources.Source, of_sources.Snapshot, of_sources.CaptureRequest),
    *(of_sources.Sighting, of_sources.AnchorCheck, of_sources.Takedown, of_sources.ArchivedCopy),
    *(of_sources.ArchiveRequest, of_sources.TimeStamp, models.ReaderRequest, models.Erasure),
    models.ErasureRun,
    *(of_sources.Recording, of_sources.Transcript, models.Listening),
    *(models.LogAhead, models.Epoch, models.Translation),
)
# Addresses of webhooks may contain their receivers' keys.
register(whoever_may("manage_webhooks"), models.Webhook, models.Delivery, models.DeliveryAttempt)
register(lambda user: their_own(user, "requested_by_id"), models.ErasureSearch)
register(
    lambda user: their_own(user, "person_id"),
    *(models.Notice, models.SavedView, models.SavedSearch),
)
name_rows(Claim, models.Topic, of_sources.Publisher, of_sources.Speaker, of_sources.Source)
name_join(Claim.topics.through, _("topic"))
name_join(Evidence.inputs.through, _("input"))
