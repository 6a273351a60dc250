"""Absolute addresses, as readers use them."""

from django.conf import settings
from django.urls import reverse


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address(name: str, number: int) -> str:
    """Of one thing in the API: ``claim``, ``working-claim``, ``speaker``, ``source``, ``publisher``.

    ``page``: the site's page of the claim, which carries its ClaimReview.
    """
    return absolute(reverse("site:claim" if name == "page" else f"api:{name}", args=[number]))
