"""All addresses. English is unprefixed; Russian and Chinese stand under /ru/ and /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("directory.urls")),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("registration.urls")),
    path("", include("agenda.urls")),
    prefix_default_language=False,
)
