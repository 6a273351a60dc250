"""Authentication: each request loads its user and their role in one query."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import transaction

from newsroom.history import recorded_as
from newsroom.models import User

# Written out, because building it from the models takes longer than running it.
_USER = """
SELECT u.*, (SELECT role FROM newsroom_role WHERE person_id = u.id) AS role_held,
       EXISTS (SELECT FROM mfa_authenticator
                WHERE user_id = u.id AND type <> 'recovery_codes') AS has_second_factor
  FROM newsroom_user u WHERE u.id = %s
"""


class Backend(ModelBackend):
    """Django's backend; its users have their role (``role_held``), whether they have a second
    factor, and no permission rows."""

    def authenticate(
        self, request: Any, username: Any = None, password: Any = None, **kwargs: Any
    ) -> Any:
        # A password that Django stores again, as a stronger hash, is changed by its owner.
        person = User.objects.filter(username=username).first()
        with transaction.atomic(), recorded_as(person):
            return super().authenticate(request, username, password, **kwargs)

    def get_user(self, user_id: Any) -> User | None:
        user: User | None = next(iter(User.objects.raw(_USER, [user_id])), None)
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()
