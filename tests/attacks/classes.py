"""All classes of attacks: importing the modules registers them."""

from importlib import import_module

from tests.attacks.registry import ATTACKS

__all__ = ["ATTACKS"]

for name in (
    *(
        "sql_database",
        "sql_settings",
        "sql_history",
        "sql_publications",
        "sql_reviews",
        "sql_jobs",
        "sql_pages",
        "sql_records",
        "sql_people",
        "sql_signed",
        "sql_times",
        "sql_sealed",
    ),
    *(
        "web_access",
        "web_accounts",
        "web_requests",
        "web_uploads",
        "web_reports",
        "web_letters",
        "web_programs",
        "web_texts",
        "captures",
    ),
):
    import_module(f"tests.attacks.{name}")
