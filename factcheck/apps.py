"""The project as an app with commands, checks and templates, without models."""

from importlib import import_module

from django.apps import AppConfig


class FactcheckConfig(AppConfig):
    name = "factcheck"

    def ready(self) -> None:
        import_module("factcheck.checks")  # registers them
