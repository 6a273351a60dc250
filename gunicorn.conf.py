"""How the web server is set, wherever it is started from here."""

# Bytes. The longest words that can be searched for, and whatever else is asked with them.
limit_request_line = 8190
