"""The web server's door. It refuses to start with an unsafe setting, since a server runs no system checks by itself."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar_portal.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
