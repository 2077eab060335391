"""The WSGI door that the web server calls: static files first, then Django."""

import os
from wsgiref.types import WSGIApplication

from django.contrib.staticfiles.finders import get_finders
from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairwell.config.settings")

# Names carry no hash, so browsers ask again after a while: an upgrade is seen within the hour.
STATIC_MAX_AGE_S = 3600


def with_static_files(django: WSGIApplication) -> ServeStatic:
    """Serve what the apps ship straight from the packages: nothing to collect or to forget."""
    served = ServeStatic(django, max_age=STATIC_MAX_AGE_S)
    roots = {storage.location for finder in get_finders() for _, storage in finder.list([])}
    for root in sorted(roots):
        served.add_files(root, prefix="static/")
    return served


application = with_static_files(get_wsgi_application())
