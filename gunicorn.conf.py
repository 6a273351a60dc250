"""Settings of the web server."""

from gunicorn.http import message

# Bytes: room for 10 KB of any letters, percent-encoded, so that our own pages answer what is too
# long. gunicorn accepts no number above its own constant.
limit_request_line = message.MAX_REQUEST_LINE = 65_536
# Browsers and htmx send the address of their page in a header.
limit_request_field_size = 65_536
