import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from factcheck.private_files import keep_private

keep_private()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()

# Load what every request needs, and keep the garbage collector from scanning it: each time that
# takes some 35 ms of a request.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
