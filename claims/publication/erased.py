"""Publications whose body was erased, for readers: when and on what legal basis, never what or whose."""

from collections.abc import Iterable

from claims.models import ErasedPublication, Erasure


def erased_among(numbers: Iterable[int]) -> dict[int, Erasure]:
    """By number of publication; one query, none for no numbers."""
    if not (wanted := list(numbers)):
        return {}
    found = ErasedPublication.objects.filter(publication__in=wanted).select_related("erasure")
    return {each.publication_id: each.erasure for each in found}
