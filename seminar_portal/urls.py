"""All addresses. English is unprefixed; Russian and Chinese stand under /ru/ and /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from seminar_portal.pages.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("language/", set_language, name="set_language"),
    path("", include("directory.urls")),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("registration.urls")),
    path("", include("agenda.urls")),
    prefix_default_language=False,
)

handler400 = "seminar_portal.pages.errors.bad_request"
handler403 = "seminar_portal.pages.errors.forbidden"
handler404 = "seminar_portal.pages.errors.not_found"
handler500 = "seminar_portal.pages.errors.server_error"
