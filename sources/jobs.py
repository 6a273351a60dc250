"""The jobs of sources; each calls one function."""

from newsroom.jobs import periodic, task
from sources import snapshot_stamps


@task()
def stamp_snapshot(snapshot_id: int) -> None:
    snapshot_stamps.stamp(snapshot_id)


@periodic("*/15 * * * *")
def stamp_again() -> None:
    snapshot_stamps.stamp_again()
