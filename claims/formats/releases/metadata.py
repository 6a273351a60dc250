"""What describes a release: for data catalogues (DCAT-AP), for citing it, and its checksums."""

from collections.abc import Iterable
from typing import Any

import yaml
from django.conf import settings
from django.urls import reverse

from claims.formats.releases.stored import CHECKSUMS, METADATA, Release, ReleaseFile
from claims.publication.addresses import absolute
from newsroom.identity import credited_name

TITLE = "Claims: who said it, where, and whether it is true"
DESCRIPTION = (
    "Everything that the newsroom has published as of publication {number}: claims with both answers"
    " (did they say it, and is it true), their sources, evidence and relations, and every earlier"
    " version. What was hidden or withdrawn is left out."
)
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
# The European Union's list of file types has no name of its own for newline-delimited JSON.
FILE_TYPES = {"csv": "CSV", "parquet": "PARQUET", "ndjson": "JSON", "jsonld": "JSON_LD"}


def citation(release: Release) -> str:
    """For people to copy."""
    return (
        f"{credited_name()} ({release.dated.year}). {TITLE}. Release of {release.day}, publication"
        f" {release.version}. {release.url}"
    )


def citation_file(release: Release) -> bytes:
    """In the Citation File Format."""
    stated: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as follows.",
        "type": "dataset",
        "title": TITLE,
        "authors": [{"name": credited_name(), "website": settings.NEWSROOM_URL}],
        "version": release.version,
        "date-released": release.dated,
        "url": release.url,
    }
    if settings.DATA_LICENCE:
        stated["license-url"] = settings.DATA_LICENCE
    text: str = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)
    return text.encode()


def checksums(files: Iterable[ReleaseFile]) -> bytes:
    """As ``sha256sum --check`` reads them."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files).encode()


def catalogue_entry(release: Release) -> dict[str, Any]:
    """A dcat:Dataset, with a dcat:Distribution for each file of the release so far, as JSON-LD."""
    return {
        "@context": CONTEXT,
        "@id": release.url,
        "@type": "dcat:Dataset",
        "dct:title": _english(f"{TITLE}. Release of {release.day}"),
        "dct:description": _english(DESCRIPTION.format(number=release.number)),
        "dct:identifier": release.url,
        "dct:issued": _typed("date", release.day),
        "dct:modified": _typed("dateTime", release.made_at),
        "dcat:version": release.version,
        "dct:publisher": {
            "@id": settings.NEWSROOM_URL,
            "@type": "foaf:Agent",
            "foaf:name": credited_name(),
        },
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": credited_name(),
            "vcard:hasURL": {"@id": settings.NEWSROOM_URL},
        },
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("dateTime", release.first_published),
            "dcat:endDate": _typed("dateTime", release.last_published),
        },
        "dcat:keyword": [_english(each) for each in ("fact-checking", "claims", "evidence")],
        "dcat:landingPage": {"@id": absolute(reverse("site:data"))},
        "dct:accessRights": {"@id": f"{AUTHORITY}access-right/PUBLIC"},
        **_licence(),
        "dcat:distribution": [
            _distribution(release, each)
            for each in release.files
            if each.name not in (CHECKSUMS, METADATA)
        ],
    }


def _distribution(release: Release, file: ReleaseFile) -> dict[str, Any]:
    address = release.address(file.name)
    stated = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _english(f"{file.name}: {file.means}"),
        "dcat:accessURL": {"@id": release.url},
        "dcat:downloadURL": {"@id": address},
        "dcat:byteSize": _typed("nonNegativeInteger", str(file.size)),
        "dcat:mediaType": {"@id": MEDIA_TYPES + file.media_type},
        "dct:issued": _typed("date", release.day),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed("hexBinary", file.sha256),
        },
        **_licence(),
    }
    if file.compressed:
        stated["dcat:compressFormat"] = {"@id": f"{MEDIA_TYPES}application/gzip"}
    kind = FILE_TYPES.get(file.name.removesuffix(".gz").rpartition(".")[2])
    if kind:
        stated["dct:format"] = {"@id": f"{AUTHORITY}file-type/{kind}"}
    return stated


def _licence() -> dict[str, Any]:
    return {"dct:license": {"@id": settings.DATA_LICENCE}} if settings.DATA_LICENCE else {}


def _english(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _typed(kind: str, value: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
