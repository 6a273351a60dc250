"""Notices, saved searches and webhooks."""

# Registers who is notified of what, for the verbs of the packages below.
from claims.notifications import announcements
