"""All addresses. English is unprefixed; Russian and Chinese stand under /ru/ and /zh-hans/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from directory.views import ask, enter_code, log_out
from seminar_portal.pages import mission
from seminar_portal.pages.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("language/", set_language, name="set_language"),
    path("", include("directory.urls")),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    # the names are those by which the library of log-ins knows its pages; all its other pages do not exist
    path("log-in/", ask, name="account_request_login_code"),
    path("log-in/", ask, name="account_login"),
    path("log-in/code/", enter_code, name="account_confirm_login_code"),
    path("log-out/", log_out, name="account_logout"),
    path("mission/", mission.home, name="mission"),
    path("mission/account/", mission.account, name="mission_account"),
    path("mission/posts/<int:post_id>/hand-over/", mission.hand_over, name="mission_hand_over"),
    path("mission/posts/<int:post_id>/take-back/", mission.take_back, name="mission_take_back"),
    path("", include("consent.urls")),
    path("", include("registration.urls")),
    path("", include("agenda.urls")),
    prefix_default_language=False,
)

handler400 = "seminar_portal.pages.errors.bad_request"
handler403 = "seminar_portal.pages.errors.forbidden"
handler404 = "seminar_portal.pages.errors.not_found"
handler500 = "seminar_portal.pages.errors.server_error"
