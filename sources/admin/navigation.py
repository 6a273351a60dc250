"""The sidebar's entries of sources."""

from django.utils.translation import gettext_lazy as _

from newsroom.admin.navigation import Entry, Group, register
from sources.models import Publisher, Source

SOURCES = Group(20, _("Sources and speakers"))
register(
    SOURCES,
    Entry(30, _("Sources"), "article", Source, first=4),
    Entry(60, _("Publishers"), "newspaper", Publisher),
)
