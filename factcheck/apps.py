"""The project as an app: its commands, its checks, its templates."""

from importlib import import_module

from django.apps import AppConfig


class FactcheckConfig(AppConfig):
    """No models: those are in newsroom, sources and claims."""

    name = "factcheck"

    def ready(self) -> None:
        """Register the checks."""
        import_module("factcheck.checks")
