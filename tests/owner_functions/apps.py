from django.apps import AppConfig


class OwnerFunctionsConfig(AppConfig):
    name = "tests.owner_functions"
