"""What schemathesis is told of our server, for ``benchmarks.contract``; it imports this itself."""

from typing import Any
from urllib.parse import urlencode

import schemathesis

# No server takes an address of any length: gunicorn.conf.py says how long ours may be, and what is
# longer is answered by the web server alone (414), before the API hears of it.
LONGEST = 7500


@schemathesis.hook
def filter_query(context: schemathesis.HookContext, query: dict[str, Any]) -> bool:
    try:
        return len(urlencode(query, doseq=True)) <= LONGEST
    except (TypeError, UnicodeEncodeError):
        return True
