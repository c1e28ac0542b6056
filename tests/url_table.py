"""Who gets what at which address: written by hand from architecture.md and the ``rules`` of the apps, never from what the portal answers.

``test_urls.py`` asks every line, and fails for an address that has none. The columns are six browsers:

    nobody   delegate   reader   host   secretariat   administrator

``delegate`` has opened the page behind her personal link and is otherwise nobody: delegates have no account. The last four are logged in with the role
alone, without the right of a named officer, except that the Secretariat's officer may certify.

An answer is a status, or ``login`` for the way to the log-in page. ``302`` under POST is what an act that was done answers with; ``200`` under POST is the
form again, or a page that does not act. ``at`` names the rows of the test's world that fill the placeholders of the route, in their order.
"""

import dataclasses
from typing import Any

ROLES = ("nobody", "delegate", "reader", "host", "secretariat", "administrator")


@dataclasses.dataclass(frozen=True)
class Line:
    route: str
    get: str
    post: str
    at: tuple[str, ...] = ()
    query: str = ""
    body: dict[str, Any] | str = dataclasses.field(default_factory=dict)  # what POST sends, or the name of one of the world's filled forms
    note: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.route, *self.at, self.query, self.note))) or "/"


def admin(model: str, at: str, **pages: str) -> list[Line]:
    """The six addresses that Django's admin gives a model. Each page is one string: what GET gets, a bar, what POST gets (an empty form)."""
    base = f"admin/{model}/"
    lines = []
    for page, route in (
        ("list", ""),
        ("add", "add/"),
        ("history", "<path:object_id>/history/"),
        ("delete", "<path:object_id>/delete/"),
        ("change", "<path:object_id>/change/"),
    ):
        get, post = pages[page].split("|")
        lines.append(Line(base + route, get=get, post=post, at=(at,) if "<" in route else ()))
    # an address of old: to the page, whose own answer counts
    lines.append(Line(base + "<path:object_id>/", get="login login 302 302 302 302", post="login login 302 302 302 302", at=(at,)))
    return lines


TABLE: list[Line] = [
    # --- for everybody -------------------------------------------------------------------------------------------------------------------
    Line("", get="200 200 200 200 200 200", post="405 405 405 405 405 405"),
    Line("healthz", get="200 200 200 200 200 200", post="200 200 200 200 200 200"),
    Line("language/", get="302 302 302 302 302 302", post="302 302 302 302 302 302", body={"language": "ru"}),
    Line("clock/", get="405 405 405 405 405 405", post="302 302 302 302 302 302", body={"zone": "Asia/Seoul"}),
    Line("seminars/<slug:slug>/", get="200 200 200 200 200 200", post="405 405 405 405 405 405", at=("seminar.slug",)),
    Line("seminars/<slug:slug>/", get="404 404 404 404 404 404", post="405 405 405 405 405 405", at=("draft.slug",), note="not published"),
    Line("documents/<int:pk>/", get="200 200 200 200 200 200", post="405 405 405 405 405 405", at=("document",)),
    Line("documents/<int:pk>/", get="404 404 200 200 200 404", post="405 405 405 405 405 405", at=("draft_document",), note="not published"),
    Line("seminars/<slug:slug>/preview/", get="404 404 200 200 200 404", post="405 405 405 405 405 405", at=("draft.slug",), note="not published"),
    Line("seminars/<slug:slug>/preview/", get="404 404 200 200 200 404", post="405 405 405 405 405 405", at=("seminar.slug",)),
    Line("seminars/<slug:slug>/register/", get="200 200 200 200 200 200", post="200 200 200 200 200 200", at=("seminar.slug",), note="with mistakes"),
    Line("seminars/<slug:slug>/register/", get="200 200 200 200 200 200", post="302 302 302 302 302 302", at=("seminar.slug",), body="annex_ii"),
    Line("seminars/<slug:slug>/register/", get="404 404 404 404 404 404", post="404 404 404 404 404 404", at=("draft.slug",), note="not published"),
    Line("seminars/<slug:slug>/register/", get="200 200 200 200 200 200", post="409 409 409 409 409 409", at=("closed.slug",), note="too late"),
    Line("seminars/<slug:slug>/annex-ii.docx", get="200 200 200 200 200 200", post="405 405 405 405 405 405", at=("seminar.slug",)),
    Line("seminars/<slug:slug>/annex-ii.docx", get="200 200 200 200 200 200", post="405 405 405 405 405 405", at=("closed.slug",), note="too late"),
    Line("seminars/<slug:slug>/annex-ii.docx", get="404 404 404 404 404 404", post="405 405 405 405 405 405", at=("draft.slug",), note="not published"),
    Line(
        "seminars/<slug:slug>/my-link/",
        get="200 200 200 200 200 200",
        post="302 302 302 302 302 302",
        at=("seminar.slug",),
        body={"email": "a.sadykova@example.org"},
    ),
    Line("seminars/<slug:slug>/my-link/", get="404 404 404 404 404 404", post="404 404 404 404 404 404", at=("draft.slug",), note="not published"),
    # --- behind the personal link: hers, and to all others a link that was hers and has ended ------------------------------------------------
    Line("registrations/<str:token>/", get="404 200 404 404 404 404", post="404 405 404 404 404 404", at=("link",)),
    Line("registrations/<str:token>/annex-ii.docx", get="404 200 404 404 404 404", post="404 405 404 404 404 404", at=("link",)),
    Line("registrations/<str:token>/received/", get="404 200 404 404 404 404", post="404 405 404 404 404 404", at=("link",)),
    Line("registrations/<str:token>/correct/", get="404 200 404 404 404 404", post="404 302 404 404 404 404", at=("link",), body="annex_ii"),
    Line("registrations/<str:token>/withdraw/", get="404 200 404 404 404 404", post="404 302 404 404 404 404", at=("link",)),
    Line("registrations/<str:token>/new-link/", get="404 200 404 404 404 404", post="404 302 404 404 404 404", at=("link",)),
    # --- focal points: log-in by mailed code, and their own pages; none of the six browsers is one ---------------------------------------------
    Line("log-in/", get="200 200 302 302 302 302", post="200 200 302 302 302 302", note="empty"),
    Line("log-in/", get="200 200 302 302 302 302", post="302 302 302 302 302 302", body={"email": "nobody@example.org"}),
    Line("log-in/code/", get="302 302 302 302 302 302", post="302 302 302 302 302 302", body={"code": "1234 5678"}),
    Line("log-out/", get="405 405 405 405 405 405", post="302 302 302 302 302 302"),
    Line("mission/", get="302 302 404 404 404 404", post="405 405 405 405 405 405"),
    Line("mission/account/", get="302 302 404 404 404 404", post="302 302 404 404 404 404", body={"name": "N.", "language": "ru"}),
    Line(
        "mission/posts/<int:post_id>/hand-over/",
        get="302 302 404 404 404 404",
        post="302 302 404 404 404 404",
        at=("focal_point",),
        body={"email": "next@example.org", "name": "N. Next", "language": "en"},
    ),
    Line("mission/posts/<int:post_id>/take-back/", get="302 302 404 404 404 404", post="302 302 404 404 404 404", at=("handed_over",)),
    # --- the administration itself -----------------------------------------------------------------------------------------------------------
    Line("admin/", get="login login 200 200 200 200", post="login login 200 200 200 200"),
    Line("admin/login/", get="200 200 302 302 302 302", post="200 200 200 200 200 200"),
    Line("admin/logout/", get="302 302 405 405 405 405", post="302 302 200 200 200 200"),
    Line("admin/account/", get="login login 200 200 200 200", post="login login 302 302 302 302", body={"language": "ru", "zone": "Asia/Almaty"}),
    Line("admin/password/forgotten/", get="200 200 200 200 200 200", post="302 302 302 302 302 302", body={"email": "nobody@example.org"}),
    Line(
        "admin/password/<str:token>/",
        get="200 200 200 200 200 200",
        post="302 302 302 302 302 302",
        at=("password_link",),
        body={"new_password1": "a-long-pass-phrase-7", "new_password2": "a-long-pass-phrase-7"},
    ),
    Line("admin/password/<str:token>/", get="404 404 404 404 404 404", post="404 404 404 404 404 404", at=("'nonsense'",)),
    Line("admin/password_change/", get="login login 200 200 200 200", post="login login 200 200 200 200"),
    Line("admin/password_change/done/", get="login login 200 200 200 200", post="login login 405 405 405 405"),
    Line("admin/autocomplete/", get="login login 403 403 403 403", post="login login 405 405 405 405"),
    Line("admin/jsi18n/", get="login login 200 200 200 200", post="login login 405 405 405 405"),
    Line(
        "admin/r/<path:content_type_id>/<path:object_id>/",
        get="login login 302 302 302 302",
        post="login login 302 302 302 302",
        at=("seminar_type", "seminar"),
    ),
    Line("admin/<app_label>/", get="login login 200 200 200 404", post="login login 200 200 200 404", at=("'agenda'",)),
    Line("admin/<app_label>/", get="login login 404 404 200 404", post="login login 404 404 200 404", at=("'consent'",), note="no letters for others"),
    Line("admin/<app_label>/", get="login login 404 200 200 200", post="login login 404 200 200 200", at=("'directory'",)),
    Line("admin/<app_label>/", get="login login 404 200 200 200", post="login login 404 200 200 200", at=("'notifications'",)),
    Line("admin/<app_label>/", get="login login 200 200 200 404", post="login login 200 200 200 404", at=("'registration'",)),
    Line("admin/<url>", get="login login 404 404 404 404", post="login login 404 404 404 404", at=("'nonsense'",)),
    # --- accounts, states and organisations, cities: the administrator's --------------------------------------------------------------------------
    Line("admin/directory/user/<int:pk>/link/", get="login login 405 405 405 405", post="login login 403 403 403 302", at=("users.reader",)),
    Line("admin/directory/user/<int:pk>/close/", get="login login 405 405 405 405", post="login login 403 403 403 302", at=("users.reader",)),
    Line("admin/directory/user/<int:pk>/reopen/", get="login login 405 405 405 405", post="login login 403 403 403 302", at=("closed_account",)),
    Line("admin/directory/user/<int:pk>/close/", get="login login 405 405 405 405", post="login login 403 403 403 403", at=("superuser",), note="above"),
    *admin(
        "directory/user",
        "users.reader",
        list="login login 403 403 403 200|login login 403 403 403 200",
        add="login login 403 403 403 200|login login 403 403 403 200",
        history="login login 403 403 403 200|login login 403 403 403 200",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 403 403 200|login login 403 403 403 200",
    ),
    *admin(
        "directory/accountevent",
        "account_event",
        list="login login 403 403 403 200|login login 403 403 403 200",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 403 403 403 200|login login 403 403 403 200",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 403 403 200|login login 403 403 403 403",
    ),
    Line("admin/directory/party/on-a-day/", get="login login 403 200 200 200", post="login login 405 405 405 405", query="?day=2020-10-16"),
    Line(
        "admin/directory/party/<int:pk>/rename/",
        get="login login 403 403 403 200",
        post="login login 403 403 403 302",
        at=("party",),
        body={"from_day": "2027-10-01", "name_en": "Qazaqstan"},
    ),
    Line(
        "admin/directory/party/<int:pk>/standing/",
        get="login login 403 403 403 200",
        post="login login 403 403 403 302",
        at=("party",),
        body={"from_day": "2027-10-01", "kind": "none"},
    ),
    *admin(
        "directory/party",
        "party",
        list="login login 403 200 200 200|login login 403 200 200 200",
        add="login login 403 403 403 200|login login 403 403 403 200",
        history="login login 403 200 200 200|login login 403 200 200 200",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 200 200 200|login login 403 403 403 200",
    ),
    *admin(
        "directory/city",
        "city",
        list="login login 403 200 200 200|login login 403 200 200 200",
        add="login login 403 403 403 200|login login 403 403 403 200",
        history="login login 403 200 200 200|login login 403 200 200 200",
        delete="login login 403 403 403 200|login login 403 403 403 200",
        change="login login 403 200 200 200|login login 403 403 403 200",
    ),
    # --- focal points: the Secretariat's and the administrator's ------------------------------------------------------------------------------------
    Line("admin/directory/focalpoint/<int:pk>/invitation/", get="login login 405 405 405 405", post="login login 403 403 302 302", at=("focal_point",)),
    Line(
        "admin/directory/focalpoint/<int:pk>/hand-over/",
        get="login login 405 405 405 405",
        post="login login 403 403 302 302",
        at=("focal_point",),
        body={"successor-email": "next@example.org", "successor-name": "N. Next", "successor-language": "en"},
    ),
    Line("admin/directory/focalpoint/<int:pk>/take-back/", get="login login 405 405 405 405", post="login login 403 403 302 302", at=("handed_over",)),
    Line(
        "admin/directory/focalpoint/<int:pk>/end/", get="login login 405 405 405 405", post="login login 403 403 200 200", at=("focal_point",), note="no reason"
    ),
    Line(
        "admin/directory/focalpoint/<int:pk>/end/",
        get="login login 405 405 405 405",
        post="login login 403 403 302 302",
        at=("focal_point",),
        body={"end-reason": "moved"},
    ),
    *admin(
        "directory/focalpoint",
        "focal_point",
        list="login login 403 403 200 200|login login 403 403 200 200",
        add="login login 403 403 200 200|login login 403 403 200 200",
        history="login login 403 403 200 200|login login 405 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 403 200 200|login login 405 405 405 405",
    ),
    # --- seminars: the host's, read by all but the administrator ----------------------------------------------------------------------------------
    Line("admin/agenda/seminar/<int:pk>/publish/", get="login login 403 200 403 403", post="login login 403 302 403 403", at=("draft",)),
    Line("admin/agenda/seminar/<int:pk>/clone/", get="login login 403 200 403 403", post="login login 403 200 403 403", at=("seminar",), note="shown first"),
    Line(
        "admin/agenda/seminar/<int:pk>/clone/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("seminar",),
        body={"starts_on": "2028-11-15", "slug": "biodiversity-2028", "reference_prefix": "BIO", "seen": "2028-11-15"},
    ),
    Line("admin/agenda/seminar/<int:pk>/enclosure/", get="login login 403 200 403 403", post="login login 403 302 403 403", at=("seminar",), body="enclosure"),
    *admin(
        "agenda/seminar",
        "seminar",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 200 403 403|login login 403 200 403 403",
        history="login login 200 200 200 403|login login 200 200 200 403",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 200 200 200 403|login login 403 200 403 403",
    ),
    *admin(
        "agenda/session",
        "session",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 200 403 403|login login 403 200 403 403",
        history="login login 200 200 200 403|login login 200 200 200 403",
        delete="login login 403 200 403 403|login login 403 200 403 403",
        change="login login 200 200 200 403|login login 403 200 403 403",
    ),
    *admin(
        "agenda/videolink",
        "video_link",
        list="login login 403 200 403 403|login login 403 200 403 403",
        add="login login 403 200 403 403|login login 403 200 403 403",
        history="login login 403 200 403 403|login login 403 200 403 403",
        delete="login login 403 200 403 403|login login 403 200 403 403",
        change="login login 403 200 403 403|login login 403 200 403 403",
    ),
    # --- registrations: reviewed by the host, read by readers and the Secretariat -------------------------------------------------------------------
    *admin(
        "registration/registration",
        "registration",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 200 403 403|login login 403 200 403 403",
        history="login login 200 200 200 403|login login 405 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 200 200 200 403|login login 405 405 405 405",
    ),
    Line(
        "admin/registration/registration/",
        get="login login 200 200 200 403",
        post="login login 200 302 200 403",
        body="tick_register",
        note="the preview of an act",
    ),
    Line("admin/registration/registration/export.<str:file_format>", get="login login 403 200 403 403", post="login login 405 405 405 405", at=("'csv'",)),
    Line("admin/registration/registration/export.<str:file_format>", get="login login 403 200 403 403", post="login login 405 405 405 405", at=("'xlsx'",)),
    Line("admin/registration/registration/export.<str:file_format>", get="login login 403 404 403 403", post="login login 405 405 405 405", at=("'pdf'",)),
    Line(
        "admin/registration/registration/export-<str:purpose>.<str:file_format>",
        get="login login 403 200 403 403",
        post="login login 405 405 405 405",
        at=("'platform'", "'csv'"),
    ),
    Line(
        "admin/registration/registration/exports/start/<str:purpose>/<str:file_format>/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("'list'", "'xlsx'"),
    ),
    # a long list is for who asked for it alone
    Line("admin/registration/registration/exports/<int:pk>/", get="login login 403 200 403 403", post="login login 405 405 405 405", at=("long_export",)),
    Line("admin/registration/registration/exports/<int:pk>/", get="login login 403 404 403 403", post="login login 405 405 405 405", at=("foreign_export",)),
    Line(
        "admin/registration/registration/exports/<int:pk>/progress/",
        get="login login 403 200 403 403",
        post="login login 405 405 405 405",
        at=("long_export",),
    ),
    Line("admin/registration/registration/exports/<int:pk>/file/", get="login login 403 200 403 403", post="login login 405 405 405 405", at=("long_export",)),
    Line(
        "admin/registration/registration/exports/<int:pk>/file/", get="login login 403 404 403 403", post="login login 405 405 405 405", at=("foreign_export",)
    ),
    Line(
        "admin/registration/registration/columns/<str:purpose>/",
        get="login login 200 200 200 403",
        post="login login 302 302 302 403",
        at=("'list'",),
        body={"column": "reference"},
    ),
    Line(
        "admin/registration/registration/columns/<str:purpose>/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("'export'",),
        body={"column": "reference"},
    ),
    # new registrations from a list
    Line("admin/registration/registration/import/", get="login login 403 200 403 403", post="login login 405 405 405 405"),
    Line("admin/registration/registration/import/empty.xlsx", get="login login 403 200 403 403", post="login login 405 405 405 405"),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 200 403 403",
        at=("seminar",),
        body="import_list",
    ),
    Line("admin/registration/registration/import/<int:seminar_pk>/", get="login login 403 404 403 403", post="login login 403 404 403 403", at=("draft",)),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 409 403 403",
        at=("cancelled",),
        body="import_list",
        note="cancelled",
    ),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/store/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("seminar",),
        body="import_store",
    ),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/store/",
        get="login login 405 405 405 405",
        post="login login 403 409 403 403",
        at=("seminar",),
        note="of no list",
    ),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/report/<str:key>/",
        get="login login 403 200 403 403",
        post="login login 405 405 405 405",
        at=("seminar", "import_report.key"),
    ),
    Line(
        "admin/registration/registration/import/<int:seminar_pk>/report/<str:key>/",
        get="login login 403 404 403 403",
        post="login login 405 405 405 405",
        at=("seminar", "'forged'"),
    ),
    # the host's platform: our list for it, and its list beside ours
    Line("admin/registration/registration/platform/", get="login login 403 200 403 403", post="login login 405 405 405 405"),
    Line(
        "admin/registration/registration/platform/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 409 403 403",
        at=("seminar",),
        note="without a file",
    ),
    Line(
        "admin/registration/registration/platform/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 200 403 403",
        at=("seminar",),
        body="platform_list",
    ),
    Line("admin/registration/registration/platform/<int:seminar_pk>/", get="login login 403 404 403 403", post="login login 403 404 403 403", at=("draft",)),
    Line(
        "admin/registration/registration/platform/<int:seminar_pk>/note/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("seminar",),
        body="platform_note",
    ),
    Line(
        "admin/registration/registration/platform/<int:seminar_pk>/note/",
        get="login login 405 405 405 405",
        post="login login 403 409 403 403",
        at=("seminar",),
        note="of no list",
    ),
    Line(
        "admin/registration/registration/<int:pk>/act/<str:verb>/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("registration", "'register'"),
        body={"version": "1"},
    ),
    Line(
        "admin/registration/registration/<int:pk>/act/<str:verb>/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("registration", "'decline'"),
        body={"version": "1", "reason": "No nomination has reached us."},
    ),
    Line(
        "admin/registration/registration/<int:pk>/act/<str:verb>/",
        get="login login 403 403 403 403",
        post="login login 403 403 403 403",
        at=("late", "'admit'"),
        body={"version": "1", "reason": "Held up at customs."},
        note="a named officer's",
    ),
    Line(
        "admin/registration/registration/<int:pk>/act/<str:verb>/",
        get="login login 404 404 404 404",
        post="login login 404 404 404 404",
        at=("registration", "'nonsense'"),
    ),
    Line(
        "admin/registration/registration/<int:pk>/corrections-seen/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("registration",),
        body={"version": "1"},
    ),
    Line(
        "admin/registration/registration/<int:pk>/correct/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("registration",),
        body="desk_correction",
    ),
    # --- organisations in order: those written by hand are the desk's, the list itself an administrator's
    Line("admin/registration/registration/organisations/", get="login login 403 200 403 403", post="login login 405 405 405 405"),
    Line(
        "admin/registration/registration/organisations/put/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        query="?text=World+Steppe+Fund",
        body={"text": "World Steppe Fund", "target": "new", "code": "WSF", "name_en": "World Steppe Fund"},
    ),
    Line(
        "admin/registration/registration/organisations/<int:pk>/merge/",
        get="login login 403 403 403 200",
        post="login login 403 403 403 302",
        at=("organisation",),
        body="kept_organisation",
    ),
    Line("admin/registration/registration/joining/", get="login login 403 200 403 403", post="login login 405 405 405 405"),
    Line(
        "admin/registration/registration/joining/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 200 403 403",
        at=("confirmed",),
    ),
    Line(
        "admin/registration/registration/joining/<int:seminar_pk>/",
        get="login login 403 200 403 403",
        post="login login 403 409 403 403",
        at=("seminar",),
        note="not confirmed",
    ),
    Line("admin/registration/registration/<int:pk>/joining/", get="login login 405 405 405 405", post="login login 403 302 403 403", at=("registered",)),
    Line("admin/registration/registration/<int:pk>/annex-ii.docx", get="login login 200 200 200 403", post="login login 405 405 405 405", at=("registration",)),
    Line(
        "admin/registration/registration/paper/receipt/",
        get="login login 403 200 403 403",
        post="login login 405 405 405 405",
        query="?seminar_slug=biodiversity",
    ),
    # the keys are signed by the page of the desk that shows the scan (tests/registration/test_admin_paper.py)
    Line("admin/registration/registration/paper/scan/<str:key>/", get="login login 403 404 403 403", post="login login 405 405 405 405", at=("'made-up'",)),
    Line("admin/registration/registration/<int:pk>/scan/", get="login login 200 200 200 403", post="login login 405 405 405 405", at=("paper",)),
    Line("admin/registration/registration/<int:pk>/scan/", get="login login 404 404 404 403", post="login login 405 405 405 405", at=("registration",)),
    *admin(
        "registration/possibleduplicate",
        "pair",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 200 200 200 403|login login 405 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 200 200 200 403|login login 405 405 405 405",
    ),
    Line(
        "admin/registration/possibleduplicate/<int:pk>/answer/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("pair",),
        body="different_people",
    ),
    *admin(
        "registration/registrationevent",
        "event",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 200 200 200 403|login login 200 200 200 403",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 200 200 200 403|login login 403 403 403 403",
    ),
    *admin(
        "registration/bulkact",
        "running_act",
        list="login login 200 200 200 403|login login 200 200 200 403",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 200 200 200 403|login login 405 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 200 200 200 403|login login 405 405 405 405",
    ),
    Line(
        "admin/registration/bulkact/<path:object_id>/change/",
        get="login login 404 200 404 403",
        post="login login 405 405 405 405",
        at=("draft_act",),
        note="a preview of the host's",
    ),
    Line("admin/registration/bulkact/<int:pk>/go/", get="login login 405 405 405 405", post="login login 403 302 403 403", at=("draft_act",)),
    Line("admin/registration/bulkact/<int:pk>/stop/", get="login login 405 405 405 405", post="login login 403 302 403 403", at=("running_act",)),
    Line("admin/registration/bulkact/<int:pk>/report.csv", get="login login 403 200 403 403", post="login login 405 405 405 405", at=("running_act",)),
    *admin(
        "registration/platformmap",
        "platform_map",
        list="login login 403 200 403 403|login login 403 200 403 403",
        add="login login 403 200 403 403|login login 403 200 403 403",
        history="login login 403 200 403 403|login login 403 200 403 403",
        delete="login login 403 200 403 403|login login 403 200 403 403",
        change="login login 403 200 403 403|login login 403 200 403 403",
    ),
    *admin(
        "registration/exportrecord",
        "export",
        list="login login 403 200 403 403|login login 403 200 403 403",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 403 200 403 403|login login 403 200 403 403",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 200 403 403|login login 403 403 403 403",
    ),
    # --- telling everybody: the host's; the Secretariat reads what was said ------------------------------------------------------------------------------
    *admin(
        "registration/announcement",
        "announcement",
        list="login login 403 200 200 403|login login 403 200 200 403",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 403 200 200 403|login login 405 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 200 200 403|login login 405 405 405 405",
    ),
    Line(
        "admin/registration/announcement/<int:pk>/stop/",
        get="login login 405 405 405 405",
        post="login login 403 302 403 403",
        at=("announcement",),
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/extend/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("seminar",),
        body={"day": "2027-11-08", "zone": "Asia/Shanghai", "reason": "Three states asked for it.", "addressed": "live", "step": "do"},
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/message/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("seminar",),
        body={"addressed": "live", "subject_en": "Headsets", "text_en": "Please test yours.", "step": "do"},
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/cancel/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("seminar",),
        body={"reason_en": "The venue is not available.", "step": "do"},
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/cancel/",
        get="login login 403 200 403 403",
        post="login login 403 200 403 403",
        at=("seminar",),
        body={"reason_en": "The venue is not available."},
        note="shown first",
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/reinstate/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("cancelled",),
        body={"reason_en": "It was a mistake.", "step": "do"},
    ),
    Line(
        "admin/registration/announcement/seminar/<int:seminar_pk>/postpone/",
        get="login login 403 200 403 403",
        post="login login 403 302 403 403",
        at=("seminar",),
        body={"reason_en": "The venue is not available.", "starts_on": "2027-12-01", "step": "do"},
    ),
    Line(
        "seminars/<slug:slug>/register/",
        get="200 200 200 200 200 200",
        post="409 409 409 409 409 409",
        at=("cancelled.slug",),
        note="cancelled",
    ),
    # --- consent: the Secretariat's; the host reads an outcome without a letter ------------------------------------------------------------------------
    *admin(
        "consent/silenceprocedure",
        "procedure",
        list="login login 403 403 200 403|login login 403 403 200 403",
        add="login login 403 403 200 403|login login 403 403 200 403",
        history="login login 403 403 200 403|login login 403 403 200 403",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 403 200 403|login login 403 403 200 403",
    ),
    Line("admin/consent/silenceprocedure/add/", get="login login 403 403 200 403", post="login login 403 403 302 403", body="new_procedure", note="whole"),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/start/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("draft_round",),
        body="note",
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/sent/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("draft_round",),
        body="sent_note",
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/letter/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("round",),
        body="letter",
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/certify/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("over_round",),
        body="certificate",
    ),
    Line(
        "admin/consent/silenceprocedure/letter/<int:letter_id>/decide/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("unclear",),
        body={"meaning": "comment", "reason": "It asks for nothing."},
    ),
    Line(
        "admin/consent/silenceprocedure/letter/<int:letter_id>/correct/",
        get="login login 403 403 200 403",
        post="login login 403 403 302 403",
        at=("unclear",),
        body={"reason": "Entered twice.", "only_strike": "on"},
    ),
    # whether a letter has a scan is itself of the letters, so to the others there is none
    Line("admin/consent/silenceprocedure/letter/<int:letter_id>/scan/", get="login login 404 404 200 404", post="login login 404 404 200 404", at=("scanned",)),
    Line("admin/consent/silenceprocedure/letter/<int:letter_id>/scan/", get="login login 404 404 404 404", post="login login 404 404 404 404", at=("unclear",)),
    # the other buttons of the board; a page that is not possible now leads back to it, and a form that was sent is shown again with the reason
    *(
        Line(f"admin/consent/silenceprocedure/{route}", get="login login 403 403 200 403", post="login login 403 403 302 403", at=(at,), body=body)
        for route, at, body in (
            ("round/<int:round_id>/text/", "draft_round", {"wording": "To convene it online.", "authentic_language": "en"}),
            ("round/<int:round_id>/circulate/", "told_round", {"act": "do"}),
            ("round/<int:round_id>/dispatch/", "round", "dispatch"),
            ("round/<int:round_id>/not-reached/", "round", "not_reached"),
            ("round/<int:round_id>/extend/", "round", "extension"),
            (
                "round/<int:round_id>/corrigendum/",
                "round",
                {"wording": "To convene it.", "authentic_language": "en", "change_note": "A misprint.", "not_substantive": "on", "act": "do"},
            ),
            ("round/<int:round_id>/broken/", "broken_round", {"words": "", "act": "do"}),
            ("round/<int:round_id>/told/", "adopted_round", {"words": "", "act": "do"}),
            ("round/<int:round_id>/remind/", "told_round", "reminder"),
            ("round/<int:round_id>/new-round/", "broken_round", "new_round"),
            ("round/<int:round_id>/close/", "round", {"reason": "referred", "words": "To the next meeting.", "act": "do"}),
            ("annulment/<int:annulment_id>/confirm/", "proposal", {"act": "do"}),
            ("annulment/<int:annulment_id>/drop/", "proposal", {"act": "do"}),
            ("letter/<int:letter_id>/receipt/", "unclear", {"act": "do"}),
            ("letter/<int:letter_id>/refuse/", "request", {"words": "The dates are fixed.", "act": "do"}),
            ("letter/<int:letter_id>/withdrawn/", "withdrawal", {"words": "", "act": "do"}),
        )
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/extend/",
        get="login login 403 403 302 403",
        post="login login 403 403 200 403",
        at=("over_round",),
        body="extension",
        note="too late",
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/annul/",
        get="login login 403 403 302 403",
        post="login login 403 403 200 403",
        at=("adopted_round",),
        body="proposal",
        note="one is proposed",
    ),
    Line("admin/consent/silenceprocedure/incoming/", get="login login 403 403 200 403", post="login login 405 405 405 405"),
    Line("admin/consent/silenceprocedure/incoming/", get="login login 403 403 302 403", post="login login 405 405 405 405", query="?number=301"),
    Line("admin/consent/silenceprocedure/outcome/<int:seminar_id>/", get="login login 403 200 200 403", post="login login 403 200 200 403", at=("seminar",)),
    # what is read from the board and taken away; a round that was never asked about, or never adopted, has nothing to take
    Line("admin/consent/silenceprocedure/round/<int:round_id>/print/", get="login login 403 403 200 403", post="login login 405 405 405 405", at=("round",)),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/print/", get="login login 403 403 404 403", post="login login 405 405 405 405", at=("draft_round",)
    ),
    Line(
        "admin/consent/silenceprocedure/round/<int:round_id>/board.xlsx", get="login login 403 403 200 403", post="login login 405 405 405 405", at=("round",)
    ),
    Line("admin/consent/silenceprocedure/round/<int:round_id>/as-of/", get="login login 403 403 200 403", post="login login 405 405 405 405", at=("round",)),
    *(
        Line(
            f"admin/consent/silenceprocedure/round/<int:round_id>/{paper}",
            get=f"login login 403 403 {answer} 403",
            post="login login 405 405 405 405",
            at=(at,),
        )
        for paper in ("certificate/", "certificate.docx", "outcome-note/", "outcome-note.docx")
        for at, answer in (("adopted_round", "200"), ("round", "404"))
    ),
    Line(
        "admin/consent/silenceprocedure/procedure/<int:procedure_id>/rounds/",
        get="login login 403 403 200 403",
        post="login login 405 405 405 405",
        at=("procedure",),
    ),
    Line(
        "admin/consent/silenceprocedure/procedure/<int:procedure_id>/texts/",
        get="login login 403 403 200 403",
        post="login login 405 405 405 405",
        at=("procedure",),
    ),
    Line("admin/consent/silenceprocedure/text-file/<int:file_id>/", get="login login 404 404 200 404", post="login login 405 405 405 405", at=("text_file",)),
    # --- messages: of the prefixes that a role may read; readers none ------------------------------------------------------------------------------------
    *admin(
        "notifications/outgoingemail",
        "mail",
        list="login login 403 200 200 200|login login 403 200 200 200",
        add="login login 403 403 403 403|login login 403 403 403 403",
        history="login login 403 200 200 404|login login 403 405 405 405",
        delete="login login 403 403 403 403|login login 403 403 403 403",
        change="login login 403 200 200 404|login login 403 405 405 405",
    ),
    Line(
        "admin/notifications/outgoingemail/<path:object_id>/change/",
        get="login login 403 404 404 404",
        post="login login 403 405 405 405",
        at=("foreign_mail",),
        note="of a prefix that nobody reads",
    ),
    Line("admin/notifications/outgoingemail/<int:mail_id>/html/", get="login login 403 200 200 404", post="login login 405 405 405 405", at=("mail",)),
    Line("admin/notifications/outgoingemail/<int:mail_id>/html/", get="login login 403 404 404 404", post="login login 405 405 405 405", at=("foreign_mail",)),
    Line("admin/notifications/outgoingemail/<int:mail_id>/try-again/", get="login login 405 405 405 405", post="login login 403 302 302 404", at=("mail",)),
    Line(
        "admin/notifications/outgoingemail/<int:mail_id>/try-again/",
        get="login login 405 405 405 405",
        post="login login 403 404 404 404",
        at=("foreign_mail",),
    ),
]

# What a named officer may do beyond the role: the role, the right, and the line that it opens.
NAMED_OFFICERS: list[tuple[str, str, Line]] = [
    (
        "host",
        "registration.admit_late",
        Line(
            "admin/registration/registration/<int:pk>/act/<str:verb>/",
            get="200",
            post="302",
            at=("late", "'admit'"),
            body={"version": "1", "reason": "Held up."},
        ),
    ),
    (
        "host",
        "agenda.override_gate",
        Line(
            "admin/registration/registration/joining/<int:seminar_pk>/",
            get="200",
            post="200",
            at=("unconfirmed",),
            body={"reason": "The note of consent is on its way."},
        ),
    ),
]
