"""Terms that searches take for the same: added, changed, retired and taken into use again."""

from collections.abc import Sequence

from claims.models import Synonyms
from newsroom.models import User
from newsroom.names import cleaned
from newsroom.verbs import permitted
from sources.saving import save


def add(by: User, terms: Sequence[str]) -> Synonyms:
    with permitted(by, "edit_synonyms"):
        return save(Synonyms(terms=_whole(terms)), {})


def change(synonyms_id: int, by: User, terms: Sequence[str]) -> Synonyms:
    with permitted(by, "edit_synonyms"):
        return save(_locked(synonyms_id), {"terms": _whole(terms)})


def set_in_use(synonyms_id: int, by: User, in_use: bool) -> Synonyms:
    """Retired ones are no longer used by searches, and may be taken into use again."""
    with permitted(by, "edit_synonyms"):
        return save(_locked(synonyms_id), {"in_use": in_use})


def _locked(synonyms_id: int) -> Synonyms:
    return Synonyms.objects.select_for_update(of=("self",)).get(pk=synonyms_id)


def _whole(terms: Sequence[str]) -> list[str]:
    """Without empty ones."""
    return [each for each in map(cleaned, terms) if each]
