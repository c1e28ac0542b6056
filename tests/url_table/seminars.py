"""Seminars and what belongs to them."""

from .lines import Line, admin

LINES: list[Line] = [
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
]
