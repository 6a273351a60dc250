"""Absolute addresses, as readers use them and machines take them away."""

from django.conf import settings
from django.urls import reverse

# What ClaimReview and others name, by the names that the formats use.
_NAMES = {
    "page": "site:claim",
    "claim": "api:claim",
    "speaker": "api:speaker",
    "source": "api:source",
    "publisher": "api:publisher",
}


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address(name: str, number: int) -> str:
    return absolute(reverse(_NAMES[name], args=[number]))
