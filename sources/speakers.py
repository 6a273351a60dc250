"""Speakers, their aliases and roles.

Changing a speaker and adding a role take two people where a publication names the speaker: see
``claims.publication.speakers``, which does both.
"""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Value
from django.utils.text import slugify
from django.utils.translation import gettext as _

from newsroom.errors import Refused
from newsroom.models import User
from newsroom.names import cleaned
from newsroom.verbs import permitted
from sources.choices import UNPOOLED, SpeakerKind
from sources.models import Alias, Role, Source, Speaker
from sources.querysets import Fold
from sources.saving import save


def add_speaker(
    by: User,
    kind: str,
    name: str = "",
    description: str = "",
    source: Source | None = None,
    aliases: tuple[str, ...] = (),
    same_as: tuple[str, ...] = (),
) -> Speaker:
    """Add a speaker; the name becomes an alias and makes the slug. Raises Refused, NotAllowed."""
    with permitted(by, "add_source"):
        return create_speaker(kind, name, description, source, aliases, same_as)


def find_or_add(
    by: User,
    kind: str,
    name: str = "",
    description: str = "",
    source: Source | None = None,
    aliases: tuple[str, ...] = (),
    same_as: tuple[str, ...] = (),
) -> tuple[Speaker, bool]:
    """The speaker of this name, merges resolved, and whether it is new. Raises Refused, NotAllowed.

    Of a speaker whom the text does not name: the source's own of this description.
    """
    with permitted(by, "add_source"):
        if kind in UNPOOLED and source is not None:
            return own_speaker(source, kind, description.strip())
        lock_name(name)
        known = list(Speaker.objects.called(cleaned(name)).standing_for()[:2])
        if not known or kind in UNPOOLED:
            return create_speaker(kind, name, description, source, aliases, same_as), True
        if len(known) > 1 or known[0].kind != kind:
            raise exists_already(name)
        return known[0], False


def exists_already(name: str) -> Refused:
    return Refused(
        _(
            "There is a speaker “%(name)s” already. Choose that one; or, if this is somebody"
            " else, give a name that distinguishes the two."
        ),
        rule="candidate_speaker_exists",
        name=name,
    )


def lock_name(name: str) -> None:
    """Two people who add a new speaker of one name at the same time make one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(fold(%s), 0))", [name])


def own_speaker(source: Source, kind: str, description: str) -> tuple[Speaker, bool]:
    """The source's own speaker of this description, and whether it is new; an article has one voice.

    Inside the caller's verb.
    """
    Source.objects.select_for_update(no_key=True, of=("self",)).get(pk=source.pk)
    own = Speaker.objects.filter(source=source, kind=kind)
    if kind != SpeakerKind.ARTICLE:
        own = own.annotate(folded=Fold(F("description"))).filter(folded=Fold(Value(description)))
    known: Speaker | None = own.first()
    return (known, False) if known else (create_speaker(kind, "", description, source), True)


def create_speaker(
    kind: str,
    name: str = "",
    description: str = "",
    source: Source | None = None,
    aliases: tuple[str, ...] = (),
    same_as: tuple[str, ...] = (),
) -> Speaker:
    """The rows of a speaker, inside the caller's verb."""
    speaker = Speaker(
        kind=kind,
        name=cleaned(name),
        description=description.strip(),
        source=source,
        same_as=list(same_as),
        slug=None if kind in UNPOOLED else _free_slug(name),
    )
    save(speaker, {}, exclude=["slug"])
    for alias in dict.fromkeys(map(cleaned, (name, *aliases))):
        if alias and kind not in UNPOOLED:
            Alias.objects.create(speaker=speaker, name=alias)
    return speaker


def _free_slug(name: str) -> str:
    base = slugify(name)[:110] or "speaker"
    taken = set(Speaker.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


CHANGEABLE = ("name", "kind", "description", "same_as")


def update_speaker(speaker_id: int, **fields: Any) -> Speaker:
    """Change fields (CHANGEABLE), inside the caller's verb. Raises Refused."""
    locked: Speaker = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker_id)
    if "name" in fields:
        fields["name"] = cleaned(fields["name"])
    save(locked, fields)
    # The former name stays an alias, so that a search by it still finds the speaker.
    if "name" in fields and locked.pooled and not locked.aliases.filter(name=locked.name):
        Alias.objects.create(speaker=locked, name=locked.name)
    return locked


def add_alias(speaker: Speaker, by: User, name: str) -> Alias:
    with permitted(by, "add_source"):
        return Alias.objects.create(speaker=speaker, name=cleaned(name))


def create_role(
    speaker: Speaker,
    title: str,
    organisation: Speaker | None = None,
    first: date | None = None,
    last_exclusive: date | None = None,
    note: str = "",
) -> Role:
    """A post held from ``first`` to the day before ``last_exclusive`` (None: not known)."""
    return Role.objects.create(
        speaker=speaker,
        title=title.strip(),
        organisation=organisation,
        period=(first, last_exclusive),
        note=note,
    )
