"""Which sources and publishers a publication names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.publication import Publication
from sources.models import Publisher, Source


class PublicationSource(models.Model):
    """A source that a publication names: the claim appears there, or evidence is from there.

    PostgreSQL derives it once, and nothing changes it.
    """

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="named_sources", db_index=False
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("source of a publication")
        verbose_name_plural = _("sources of publications")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "publication"], name="publication_names_source_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.source_id}"


class PublicationPublisher(models.Model):
    """The publisher of such a source, as the publication states it; derived likewise."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="named_publishers", db_index=False
    )
    publisher = models.ForeignKey(Publisher, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("publisher of a publication")
        verbose_name_plural = _("publishers of publications")
        constraints = [
            models.UniqueConstraint(
                fields=["publisher", "publication"], name="publication_names_publisher_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.publisher_id}"
