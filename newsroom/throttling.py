"""How often somebody may ask, as REST_FRAMEWORK in the settings says."""

from typing import Any

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from rest_framework.settings import api_settings


class SettingsRate:
    """For a throttle of REST framework: the rate in the present settings, not in those when the class
    was made; counted in each server process.
    """

    cache: Any = ConnectionProxy(caches, "process")
    scope: Any

    def get_rate(self) -> Any:
        return api_settings.DEFAULT_THROTTLE_RATES.get(self.scope)
