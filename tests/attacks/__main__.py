"""``python -m tests.attacks``: see command.py."""

import logging
import os
import sys
from importlib import import_module

import django
from django.test.utils import setup_test_environment

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    setup_test_environment(debug=False)
    logging.disable(logging.CRITICAL)  # what is refused would fill the screen
    sys.exit(import_module("tests.attacks.command").main())
