"""Days and instants in parameters."""

from datetime import UTC, datetime, time

from django.utils.dateparse import parse_date, parse_datetime


def day_or_instant(text: str, *, ending: bool) -> datetime:
    """A day's first microsecond (``ending``: its last) in UTC, or an instant. Raises ValueError."""
    if day := parse_date(text):
        return datetime.combine(day, time.max if ending else time.min, UTC)
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise ValueError("neither a day nor an instant")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("an instant outside the calendar") from error
