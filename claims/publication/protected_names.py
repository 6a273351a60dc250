"""Names of protected speakers in publications, also in other people's claims."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection

from claims.locking import lock_with_neighbours, sql_scalar
from claims.models import Claim, Publication
from newsroom import timeouts
from sources.models import Speaker

Done = TypeVar("Done")

# The claims that say a name of one of the speakers, or one of further names.
SAYING = """
SELECT DISTINCT p.claim_id FROM names_to_find(%s, %s) name, publications_saying(name) number
  JOIN claims_publication p USING (number)
"""
SAYING_IN_PUBLIC = """
SELECT p.claim_id, max(p.number) FROM unnest(%s::text[]) name, publications_saying(name) number
  JOIN claims_publication p USING (number)
 WHERE NOT p.withheld GROUP BY 1 ORDER BY 1 DESC
"""
# What texts are searched for, once the speaker has this further name too.
OF_NEW_NAME = """
SELECT name FROM names_to_find('{}', %s) name
 WHERE NOT EXISTS (SELECT FROM sources_protectedname WHERE speaker_id = %s AND words = name) ORDER BY 1
"""
# Of the claims, those whose publication the end of the protection changes: whether each is hidden now, and
# whether its speaker's name is withheld in what was signed, too.
CHANGED_BY_THE_END = """
SELECT p.claim_id, p.standing = 'hidden' OR p.withheld,
       signed.speaker ->> 'id' IS NULL AND EXISTS (
         SELECT FROM claims_claim c WHERE c.id = p.claim_id AND c.speaker_id = ANY (%s))
  FROM claims_publication p,
       LATERAL (SELECT (signed_round(p.claim_id)).body::jsonb -> 'speaker' AS speaker) signed
 WHERE p.claim_id = ANY (%s) AND p.shown_until IS NULL AND p.standing <> 'withdrawn'
   AND NOT is_held(p.claim_id) ORDER BY 1 DESC
"""


class PublishedMeanwhile(Exception):
    """Another claim that names the speaker was published while the claims were being locked."""


def retry_if_published_meanwhile(work: Callable[[], Done]) -> Done:
    """Do the work, from the beginning again whenever it raises PublishedMeanwhile."""
    while True:
        try:
            return work()
        except PublishedMeanwhile:
            continue


def merged_with(speaker_id: int) -> list[int]:
    """The speaker and all that are merged with them: they are protected together."""
    found: list[int] = sql_scalar("SELECT merged_speakers(%s)", speaker_id)
    return found


def hits(speaker_id: int) -> dict[int, int]:
    """The public claims of others that say the speaker's name, on any day; newest first.

    Each with the number of its last publication that says it.
    """
    return _saying_in_public(speaker_id, names_to_find(speaker_id))[0]


def hits_of_new_name(speaker_id: int, name: str) -> tuple[dict[int, int], list[int]]:
    """The public claims that say a name which a protected speaker is to have.

    Of others as :func:`hits` has them, and the speaker's own.
    """
    return _saying_in_public(speaker_id, new_name_as_words(speaker_id, name))


def _saying_in_public(speaker_id: int, names: list[str]) -> tuple[dict[int, int], list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(SAYING_IN_PUBLIC, [names])
        found = dict(cursor.fetchall())
    own = _naming_now(merged_with(speaker_id)) if found else set()
    by_others = {claim: number for claim, number in found.items() if claim not in own}
    return by_others, [claim for claim in found if claim in own]


def names_to_find(speaker_id: int) -> list[str]:
    """The names, as words, that texts are searched for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT names_to_find(%s, '{}') ORDER BY 1", [merged_with(speaker_id)])
        return [name for (name,) in cursor.fetchall()]


def new_name_as_words(speaker_id: int, name: str) -> list[str]:
    """What texts are searched for once the protected speaker has this name, and not yet."""
    with connection.cursor() as cursor:
        cursor.execute(OF_NEW_NAME, [[name], speaker_id])
        return [words for (words,) in cursor.fetchall()]


@dataclass(frozen=True)
class Returning:
    """What the end of a protection makes public: numbers of claims, newest first."""

    # Hidden now.
    shown: list[int]
    # Public now with the description in place of the name.
    named: list[int]
    # Signed while the speaker was protected: they keep the description until they are signed again.
    unnamed: list[int]


def returning(speaker_id: int) -> Returning:
    ids = merged_with(speaker_id)
    own = _naming_now(ids)
    saying = Publication.objects.filter(protected_names__name__speaker__in=ids).values_list("claim")
    claims = own | {number for (number,) in saying}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_BY_THE_END, [ids, list(claims)])
        rows = cursor.fetchall()
    return Returning(
        [number for number, hidden, _unnamed in rows if hidden],
        [
            number
            for number, hidden, no_name in rows
            if not hidden and not no_name and number in own
        ],
        [number for number, hidden, no_name in rows if not hidden and no_name],
    )


def _naming_now(speaker_ids: list[int]) -> set[int]:
    """Also those of today that have only the description in place of the name."""
    return naming(speaker_ids) | _hiding(speaker_ids)


def naming(speaker_ids: list[int]) -> set[int]:
    """The claims with a publication, of any day, that names one of the speakers by number."""
    named = Publication.objects.filter(speakers__overlap=speaker_ids)
    return set(named.values_list("claim", flat=True))


def lock_claims_and_names(
    speaker_ids: list[int], further_names: Iterable[str] = (), ending: bool = False
) -> set[int]:
    """Lock all claims that protecting the speakers changes, or ending it; then the names and the speakers.

    Whoever publishes shares the lock of the names, so no further claim appears until the
    transaction ends, nor another alias. Raises PublishedMeanwhile, before anything is changed.
    """
    timeouts.at_least(timeouts.LONG_CHANGE)
    names = list(further_names)
    wanted = _concerned(speaker_ids, names, ending)
    if wanted:
        lock_with_neighbours(*wanted)
    sql_scalar("SELECT lock_protected_names(true)")
    list(Speaker.objects.filter(pk__in=speaker_ids).order_by("pk").select_for_update(no_key=True))
    if _concerned(speaker_ids, names, ending) - wanted:
        raise PublishedMeanwhile
    return wanted


def _concerned(speaker_ids: list[int], names: list[str], ending: bool) -> set[int]:
    concerned = {*naming(speaker_ids), *_numbers(SAYING, speaker_ids, names)}
    if ending:
        concerned |= _naming_now(speaker_ids)
        concerned.update(_numbers("SELECT unpublished_claims_naming(%s)", speaker_ids))
    return concerned


def _hiding(speaker_ids: list[int]) -> set[int]:
    """The public claims that name one of the speakers once these aren't protected."""
    current = Publication.objects.current()
    # Each by itself: of all three at once PostgreSQL reads every claim.
    claims = Claim.objects.filter(speaker__in=speaker_ids)
    of_members = Claim.objects.filter(speaker__roles__organisation__in=speaker_ids)
    relayed = Claim.objects.filter(appearances__relays__speaker__in=speaker_ids)
    found = (
        current.filter(claim__in=each.values("pk")).order_by().values_list("claim")
        for each in (claims, of_members, relayed)
    )
    return {number for rows in found for (number,) in rows}


def _numbers(query: str, *values: list[int] | list[str] | int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [number for (number,) in cursor.fetchall()]
