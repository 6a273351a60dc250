"""Places in an order of several columns."""

from django.db.models import BooleanField, Func


class Row(Func):
    """Columns, or their values at a position, compared as one: ties lose nothing."""

    template = "ROW(%(expressions)s)"
    # Only so that Django's comparisons take it.
    output_field = BooleanField()
