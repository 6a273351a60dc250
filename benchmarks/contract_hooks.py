"""Facts about our server for schemathesis, which imports this module in ``benchmarks.contract``."""

from typing import Any
from urllib.parse import urlencode

import schemathesis

# gunicorn.conf.py limits the length of addresses; longer ones are answered by the web server (414)
# before they reach the API.
LONGEST = 7500


@schemathesis.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any]) -> bool:
    try:
        return len(urlencode(query, doseq=True)) <= LONGEST
    except (TypeError, UnicodeEncodeError):
        return True
