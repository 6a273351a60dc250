#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from factcheck import database
from factcheck.private_files import keep_private

# What these write is for others too: the web server in front, and whoever has the source.
FOR_OTHERS = {"collectstatic", "makemigrations", "makemessages", "compilemessages"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    database.of_command = True
    if not FOR_OTHERS.intersection(sys.argv[1:2]):
        keep_private()
    execute_from_command_line(sys.argv)
