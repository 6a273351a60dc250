"""The API's addresses, below ``/api/v1/``."""

from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from claims.api import (
    batches,
    candidates,
    captures,
    changes,
    claim_deeds,
    evidence,
    exports,
    formats,
    index,
    matching,
    named,
    signed_log,
    transcripts,
    views,
    working_claims,
)
from claims.api.reconciliation import views as reconciliation
from newsroom.cors import any_origin
from newsroom.uploads import takes_uploads

app_name = "api"


def _path(address: str, view: Any, name: str, **options: Any) -> URLPattern:
    pattern: URLPattern = path(address, view.as_view(**options), name=name)
    return pattern


urlpatterns = [
    _path("", index.ApiIndex, "index"),
    _path("claims/", views.ClaimList, "claims"),
    _path("claims/<int:pk>/", views.ClaimDetail, "claim"),
    _path("claims.jsonld", formats.ClaimReviewFeed, "claim-reviews"),
    _path("claims/<int:pk>.jsonld", formats.ClaimReviewDetail, "claim-review"),
    _path("claims/<int:pk>/prov.json", formats.ProvenanceDetail, "provenance"),
    _path("claims/<int:pk>/annotations.json", formats.AnnotationsDetail, "annotations"),
    _path("claims/<int:pk>/proof/", signed_log.ProofDetail, "proof"),
    _path("rating-scale/", formats.RatingScaleDetail, "rating-scale"),
    _path("match/", matching.Match, "match"),
    _path("changes/", changes.Changes, "changes"),
    _path("export/datapackage.json", exports.DataPackage, "datapackage"),
    _path("export/<str:what>.ndjson", exports.NdjsonFile, "export-ndjson"),
    _path("export/<str:what>.csv", exports.CsvFile, "export-csv"),
    _path("export/<str:what>.parquet", exports.ParquetFile, "export-parquet"),
    _path("working/claims/", working_claims.WorkingClaims, "working-claims"),
    _path("working/claims/export.ndjson", exports.WorkingNdjsonFile, "working-export-ndjson"),
    _path("working/claims/export.csv", exports.WorkingCsvFile, "working-export-csv"),
    _path("working/claims/<int:pk>/", working_claims.WorkingClaimDetail, "working-claim"),
    _path(
        "working/claims/<int:pk>/prov.json", formats.WorkingProvenanceDetail, "working-provenance"
    ),
    _path(
        "working/claims/<int:pk>/appearances/", working_claims.Appearances, "working-appearances"
    ),
    _path("working/claims/<int:pk>/review/", claim_deeds.Reviews, "working-review"),
    path(
        "working/claims/<int:pk>/evidence/",
        takes_uploads(evidence.EvidenceList.as_view()),
        name="working-evidence",
    ),
    _path(
        "working/claims/<int:pk>/evidence/<int:number>/",
        evidence.EvidenceDetail,
        "working-evidence-piece",
    ),
    _path("working/claims/<int:pk>/relations/", claim_deeds.Relations, "working-relations"),
    _path("working/claims/<int:pk>/holds/", claim_deeds.Holds, "working-holds"),
    _path("working/claims/<int:pk>/replies/", claim_deeds.ReplyRequests, "working-replies"),
    _path(
        "working/claims/<int:pk>/replies/<int:number>/answer/",
        claim_deeds.ReplyAnswers,
        "working-reply-answer",
    ),
    _path(
        "working/claims/<int:pk>/replies/<int:number>/no-answer/",
        claim_deeds.ReplySilence,
        "working-reply-no-answer",
    ),
    _path("working/candidates/", candidates.CandidateList, "working-candidates"),
    _path("working/candidates/<int:pk>/", candidates.CandidateDetail, "working-candidate"),
    _path(
        "working/candidates/<int:pk>/accept/",
        candidates.AcceptCandidate,
        "working-candidate-accept",
    ),
    _path(
        "working/candidates/<int:pk>/reject/",
        candidates.RejectCandidate,
        "working-candidate-reject",
    ),
    _path("working/webhooks/", batches.Webhooks, "working-webhooks"),
    path("working/imports/", takes_uploads(batches.Imports.as_view()), name="working-imports"),
    _path("working/imports/<int:pk>/", batches.ImportDetail, "working-import"),
    _path("working/speakers/", named.WorkingSpeakers, "working-speakers"),
    _path("working/publishers/", named.WorkingPublishers, "working-publishers"),
    path(
        "working/sources/", takes_uploads(captures.WorkingSources.as_view()), name="working-sources"
    ),
    path(
        "working/transcripts/",
        takes_uploads(transcripts.WorkingTranscripts.as_view()),
        name="working-transcripts",
    ),
    _path("working/captures/<int:pk>/", captures.CaptureDetail, "working-capture"),
    _path("speakers/", views.SpeakerList, "speakers"),
    _path("speakers/<int:pk>/", views.SpeakerDetail, "speaker"),
    _path("sources/", views.SourceList, "sources"),
    _path("sources/<int:pk>/", views.SourceDetail, "source"),
    _path("publishers/", views.PublisherList, "publishers"),
    _path("publishers/<int:pk>/", views.PublisherDetail, "publisher"),
    _path("topics/", views.TopicList, "topics"),
    _path("reconcile/<str:of>/", reconciliation.Reconcile, "reconcile"),
    # People type it without the slash, and a redirect would lose what is posted.
    _path("reconcile/<str:of>", reconciliation.Reconcile, "reconcile-without-slash"),
    _path("reconcile/<str:of>/suggest/<str:what>/", reconciliation.Suggest, "reconcile-suggest"),
    _path("reconcile/<str:of>/properties/", reconciliation.Properties, "reconcile-properties"),
    path("schema/", any_origin(SpectacularAPIView.as_view()), name="schema"),
    path(
        "docs/",
        # The same for everybody until the next version of the software.
        cache_control(public=True, max_age=3600)(
            SpectacularSwaggerSplitView.as_view(
                url_name="api:schema",
                # Its renderer has no template for what OPTIONS answers.
                http_method_names=["get", "head"],
                template_name="api/docs.html",
            )
        ),
        name="docs",
    ),
]
