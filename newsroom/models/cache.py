"""The table of Django's database cache."""

from django.db import models


class CacheEntry(models.Model):
    """A value of the cache (``newsroom/cache.py``): how often somebody tried to sign in, and codes used."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "newsroom_cache"

    def __str__(self) -> str:
        return self.cache_key
