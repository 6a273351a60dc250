"""What the API keeps of requests: when a token was used last, and the answers that may be repeated."""

from django.db import models
from django.db.models.functions import Now

from newsroom.models.people import ApiToken, User


class TokenUse(models.Model):
    """When a token was used last, to within some minutes. No record: it goes with its token."""

    # PostgreSQL deletes tokens by itself, too, so nothing may refer to one.
    token = models.OneToOneField(
        ApiToken, models.CASCADE, primary_key=True, related_name="use", db_constraint=False
    )
    used_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.token_id[:8]}… {self.used_at}"


class RepeatableAnswer(models.Model):
    """The answer to a request that came with an Idempotency-Key, kept for a day.

    ``request_sha256``: of its method, address, conditions and body. The answer is encrypted, and
    holds no secret. An erasure empties both.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    sealed_answer = models.TextField()
    answered_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="answer_once_for_each_key")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
