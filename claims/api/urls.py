"""The API's addresses, below ``/api/v1/``."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from claims.api import captures, changes, exports, formats, views

app_name = "api"

urlpatterns = [
    path("claims/", views.ClaimList.as_view(), name="claims"),
    path("claims/<int:pk>/", views.ClaimDetail.as_view(), name="claim"),
    path("claims.jsonld", formats.ClaimReviewFeed.as_view(), name="claim-reviews"),
    path("claims/<int:pk>.jsonld", formats.ClaimReviewDetail.as_view(), name="claim-review"),
    path("claims/<int:pk>/prov.json", formats.ProvenanceDetail.as_view(), name="provenance"),
    path(
        "claims/<int:pk>/annotations.json",
        formats.AnnotationsDetail.as_view(),
        name="annotations",
    ),
    path("rating-scale/", formats.RatingScaleDetail.as_view(), name="rating-scale"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("export/datapackage.json", exports.DataPackage.as_view(), name="datapackage"),
    path("export/<str:what>.ndjson", exports.NdjsonFile.as_view(), name="export-ndjson"),
    path("export/<str:what>.csv", exports.CsvFile.as_view(), name="export-csv"),
    path("export/<str:what>.parquet", exports.ParquetFile.as_view(), name="export-parquet"),
    path("working/claims/", views.WorkingClaimList.as_view(), name="working-claims"),
    path("working/claims/<int:pk>/", views.WorkingClaimDetail.as_view(), name="working-claim"),
    path(
        "working/claims/<int:pk>/prov.json",
        formats.WorkingProvenanceDetail.as_view(),
        name="working-provenance",
    ),
    path("working/sources/", captures.WorkingSources.as_view(), name="working-sources"),
    path("working/captures/<int:pk>/", captures.CaptureDetail.as_view(), name="working-capture"),
    path("speakers/", views.SpeakerList.as_view(), name="speakers"),
    path("speakers/<int:pk>/", views.SpeakerDetail.as_view(), name="speaker"),
    path("sources/", views.SourceList.as_view(), name="sources"),
    path("sources/<int:pk>/", views.SourceDetail.as_view(), name="source"),
    path("publishers/", views.PublisherList.as_view(), name="publishers"),
    path("publishers/<int:pk>/", views.PublisherDetail.as_view(), name="publisher"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api/docs.html"),
        name="docs",
    ),
]
