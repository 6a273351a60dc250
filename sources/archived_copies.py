"""Copies of a source's page in archives elsewhere: recorded and removed by people."""

import re
from datetime import date

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from newsroom.addresses import domain_of
from newsroom.errors import Refused, refusal_by
from newsroom.models import User
from newsroom.verbs import permitted
from sources.choices import ArchiveService
from sources.models import ArchivedCopy, Source

ARCHIVE_TODAY = ("today", "ph", "is", "md", "li", "fo", "vn")
SERVICES = {
    "web.archive.org": ArchiveService.WEB_ARCHIVE,
    "perma.cc": ArchiveService.PERMA,
    **{f"archive.{end}": ArchiveService.ARCHIVE_TODAY for end in ARCHIVE_TODAY},
}


def is_at_archive_today(address: str) -> bool:
    return SERVICES.get(domain_of(address)) == ArchiveService.ARCHIVE_TODAY


def record(source_id: int, by: User, address: str, copied_on: date | None = None) -> ArchivedCopy:
    """Record a copy. ``copied_on``: needed where the address does not hold it. Raises Refused."""
    address = re.sub(r"^http:", "https:", address.strip())
    with permitted(by, "add_source"):
        service = SERVICES.get(domain_of(address))
        if service is None:
            raise refusal_by("archived_copy_at_its_archive")
        day = day_in(address) if service == ArchiveService.WEB_ARCHIVE else copied_on
        if day is None:
            raise Refused(_("Enter the day of the copy, as the archive states it."))
        made = ArchivedCopy(
            source=Source.objects.get(pk=source_id),
            service=service,
            address=address,
            copied_on=day,
            recorded_by=by,
        )
        made.save()
        return made


def day_in(address: str) -> date:
    """The day of a copy at web.archive.org, by its address."""
    found = re.match(r"https://web\.archive\.org/web/(\d{4})(\d\d)(\d\d)\d{6}/", address)
    if found is None:
        raise refusal_by("archived_copy_at_its_archive")
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise refusal_by("archived_copy_at_its_archive") from error


def remove(copy_id: int, by: User) -> ArchivedCopy:
    """Take a copy that is not one of this page out of the list."""
    with permitted(by, "edit_source"):
        found: ArchivedCopy = ArchivedCopy.objects.select_for_update(of=("self",)).get(pk=copy_id)
        if found.removed_at is not None:
            raise Refused(_("This copy is removed already."))
        found.removed_by, found.removed_at = by, Now()
        found.save(update_fields=["removed_by", "removed_at"])
        return found
