"""Units of quantities in the reader's language. What is stored is English, or as the newsroom wrote it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Those that the reading of texts proposes (nlp/quantities/units.py) and that are often counted; symbols
# such as "km" are the same in every language.
_UNITS: dict[str, Promise | str] = {
    "percent": _("percent"),
    "percentage points": _("percentage points"),
    "points": _("points"),
    "per thousand": _("per thousand"),
    "dollars": _("dollars"),
    "US dollars": _("US dollars"),
    "euros": _("euros"),
    "pounds": _("pounds"),
    "pounds sterling": _("pounds sterling"),
    "pesos": _("pesos"),
    "cents": _("cents"),
    "seconds": _("seconds"),
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "weeks": _("weeks"),
    "months": _("months"),
    "years": _("years"),
    "decades": _("decades"),
    "centuries": _("centuries"),
    "times": _("times"),
    "degrees": _("degrees"),
    "feet": _("feet"),
    "inches": _("inches"),
    "miles": _("miles"),
    "miles per hour": _("miles per hour"),
    "acres": _("acres"),
    "hectares": _("hectares"),
    "tons": _("tons"),
    "tonnes": _("tonnes"),
    "barrels": _("barrels"),
    "gallons": _("gallons"),
    "litres": _("litres"),
    "people": _("people"),
    "deaths": _("deaths"),
    "cases": _("cases"),
    "jobs": _("jobs"),
    "homes": _("homes"),
    "votes": _("votes"),
}


def unit_in_words(unit: str, qualifier: str = "") -> str:
    """The qualifier and the unit. A common unit is in the reader's language, if it stands alone: beside
    "known" it stays in the language of the claim.
    """
    return f"{qualifier} {unit}".strip() if qualifier else str(_UNITS.get(unit, unit))
