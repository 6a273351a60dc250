"""Absolute addresses, as readers use them."""

from django.conf import settings
from django.urls import reverse

PAGE = "claim-review"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def address(name: str, number: int) -> str:
    """Of one thing in the API: ``claim``, ``working-claim``, ``speaker``, ``source``, ``publisher``.

    ``page``: what carries a claim's ClaimReview. The document itself does; where the site has a page
    of the claim that carries it too, that is the one to name, and here alone.
    """
    return absolute(reverse(f"api:{PAGE if name == 'page' else name}", args=[number]))
