"""Which topics publications name, and under which name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.publication import Publication
from claims.querysets import PublishedTopicQuerySet


class PublishedTopic(models.Model):
    """A topic that some publication names. PostgreSQL adds it once, and nothing changes it."""

    slug = models.TextField()

    objects = PublishedTopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("published topic")
        verbose_name_plural = _("published topics")
        constraints = [models.UniqueConstraint(fields=["slug"], name="published_topic_once")]

    def __str__(self) -> str:
        return self.slug


class PublicationTopic(models.Model):
    """A topic of a publication, with the name that it states; derived likewise."""

    publication = models.ForeignKey(
        Publication, models.PROTECT, related_name="named_topics", db_index=False
    )
    topic = models.ForeignKey(
        PublishedTopic, models.PROTECT, related_name="publications", db_index=False
    )
    name = models.TextField()

    class Meta:
        verbose_name = _("topic of a publication")
        verbose_name_plural = _("topics of publications")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "publication"], name="publication_names_topic_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.name}"
