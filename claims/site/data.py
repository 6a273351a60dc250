"""The page of everything that can be downloaded: what there is, and how to read it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims.formats.exports.datasets import DATASETS
from claims.formats.releases import stored
from claims.models import Publication
from claims.publication.addresses import absolute
from claims.site.frame import public, show
from newsroom.identity import newsroom_name

FORMS = {"csv": "CSV", "ndjson": "NDJSON", "parquet": "Parquet"}
# The others read the two files that this one downloads.
CURL = """curl -O {claims_parquet}
curl -O {evidence_parquet}"""
PANDAS = """# pip install pandas pyarrow
import pandas

claims = pandas.read_parquet("{claims_file}")
evidence = pandas.read_parquet("{evidence_file}")
# "left" keeps the claims without evidence.
joined = claims.merge(
    evidence, how="left", on=["number", "id"], suffixes=("_claim", "")
)
print(joined[["text", "status", "bears_on", "direction", "kind", "source_uri"]])"""
DUCKDB = """-- LEFT JOIN keeps the claims without evidence.
-- "primary" is a word of SQL, so it takes quotation marks.
SELECT c.text, c.status, e.bears_on, e.direction, e.kind, e."primary", e.source_uri
  FROM '{claims_file}' c
  LEFT JOIN '{evidence_file}' e
 USING (number, id)
 ORDER BY c.number, e.position;"""


@public
def data(request: HttpRequest) -> HttpResponse:
    files = {
        f"{name}_{form}": absolute(reverse(f"api:export-{form}", args=[name]))
        for name in DATASETS
        for form in FORMS
    }
    files |= {f"{name}_file": files[f"{name}_parquet"].rpartition("/")[2] for name in DATASETS}
    releases = stored.releases()
    served = stored.served_days(releases)
    latest = Publication.objects.only("number", "published_at").first()
    context = {
        "tables": [
            (dataset, [(shown, files[f"{name}_{form}"]) for form, shown in FORMS.items()])
            for name, dataset in DATASETS.items()
        ],
        "curl": CURL.format(**files),
        "pandas": PANDAS.format(**files),
        "duckdb": DUCKDB.format(**files),
        "releases": [(each, each.day in served) for each in releases],
        "latest": latest,
        "licence": settings.DATA_LICENCE,
        "newsroom": newsroom_name(),
        "home": absolute(reverse("site:data")),
        "reconcile_speakers": absolute(reverse("api:reconcile", args=["speakers"])),
        "reconcile_claims": absolute(reverse("api:reconcile", args=["claims"])),
        "index": absolute(reverse("api:index")),
    }
    return show(request, "site/data.html", context)
