"""Speakers, their aliases and roles.

Changing a speaker and adding a role take two people where a publication names the speaker: see
``claims.publication.speakers``, which does both.
"""

from datetime import date
from typing import Any

from django.utils.text import slugify

from newsroom.models import User
from newsroom.names import cleaned
from newsroom.verbs import permitted
from sources.choices import UNPOOLED
from sources.models import Alias, Role, Source, Speaker
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
