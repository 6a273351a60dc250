"""Publications whose content was erased."""

from collections import Counter
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from claims.choices import Standing


class ErasedPublicationQuerySet(models.QuerySet[Any]):
    def of_claims_kept_offline(self) -> Self:
        """Of claims with a hold that were not public again since."""
        publications = self.model._meta.get_field("publication").related_model
        claims = publications._meta.get_field("claim").related_model
        own = {"claim": OuterRef("publication__claim")}
        holds = claims._meta.get_field("holds").related_model.objects.filter(lifted_at=None, **own)
        since = publications.objects.filter(
            published_at__gte=OuterRef("erasure__erased_at"), erased=None, **own
        ).exclude(standing=Standing.HIDDEN)
        return self.filter(Exists(holds), ~Exists(since))

    def claims_by_erasure(self) -> Counter[int]:
        """How many claims each erasure is about, by its number."""
        claims = self.order_by().values_list("erasure", "publication__claim").distinct()
        return Counter(erasure for erasure, _claim in claims)
