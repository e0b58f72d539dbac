"""The application a WSGI server runs.

A server is production unless it says otherwise: the demonstration profile has a public key and is
meant for one machine, so it must be asked for by name.
"""

import os

os.environ.setdefault("PROFILE", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guide_portal.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
