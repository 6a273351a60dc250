"""How the web server is set, wherever it is started from here."""

from gunicorn.http import message

# Bytes. 10 KB of any letters, percent-encoded, and whatever else is asked with them: what is too long
# is then told so by our own pages. gunicorn takes no number above a constant of its own.
limit_request_line = message.MAX_REQUEST_LINE = 65_536
# Browsers and htmx name in a header the page that they are on.
limit_request_field_size = 65_536
