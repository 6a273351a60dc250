"""For migrations: put a table under history, or under a guard."""

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL


def track(
    table: str,
    *,
    key: str = "id",
    about: Sequence[str] = (),
    without: Sequence[str] = (),
) -> RunSQL:
    """Record every change of every row of the table in newsroom_event.

    ``about`` names the columns that hold the numbers of the claims which an event is about;
    ``without`` names columns kept out of the event (secrets, long immutable texts).
    """
    arguments = f"'{key}', '{','.join(about)}', '{','.join(without)}'"
    create = "".join(
        f"CREATE TRIGGER history_{event.lower()} AFTER {event} ON {table}"
        f" REFERENCING {rows} FOR EACH STATEMENT"
        f" EXECUTE FUNCTION history_record({arguments});\n"
        for event, rows in {
            "INSERT": "NEW TABLE AS new_rows",
            "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            "DELETE": "OLD TABLE AS old_rows",
        }.items()
    )
    drop = "".join(
        f"DROP TRIGGER history_{event} ON {table};" for event in ("insert", "update", "delete")
    )
    return RunSQL(create, drop)
