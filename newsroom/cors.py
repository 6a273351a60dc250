"""Which views the scripts of any other site may read."""

from typing import TypeVar

_View = TypeVar("_View")


def any_origin(view: _View) -> _View:
    """Marks a view, the same for everybody, whose answers any site's scripts may read."""
    view.allows_any_origin = True  # type: ignore[attr-defined]
    return view


def allows_any_origin(view: object) -> bool:
    return any(
        getattr(each, "allows_any_origin", False) for each in (view, getattr(view, "cls", None))
    )
