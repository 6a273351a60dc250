"""Google's addresses, below the root: a client of its API changes the host and nothing else."""

from django.urls import path

from claims.api.factchecktools.discovery import NAME, PATH
from claims.api.factchecktools.views import ClaimSearch, Discovery

app_name = "factchecktools"

urlpatterns = [
    path(PATH, ClaimSearch.as_view(), name="search"),
    # Where its clients look for the document, the newer and the older way.
    path("$discovery/rest", Discovery.as_view(), name="discovery"),
    path(f"discovery/v1/apis/{NAME}/<str:version>/rest", Discovery.as_view(), name="directory"),
]
