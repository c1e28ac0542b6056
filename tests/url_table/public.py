"""What everybody may reach, delegates and focal points among them."""

from .lines import Line

LINES: list[Line] = [
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
    # a round for its missions: who is logged out gets what was typed once more
    Line(
        "missions/<int:mission_id>/rounds/<int:round_id>/",
        get="302 302 404 404 404 404",
        post="403 403 404 404 404 404",
        at=("focal_point.mission_id", "round"),
        body={"kind": "consent"},
    ),
    *(
        Line(f"missions/<int:mission_id>/rounds/<int:round_id>/{route}", get="302 302 404 404 404 404", post="405 405 405 405 405 405", at=at)
        for route, at in (
            ("files/<int:file_id>/", ("focal_point.mission_id", "round", "text_file")),
            ("letters/<int:letter_id>/", ("focal_point.mission_id", "round", "scanned")),
            ("letters/<int:letter_id>/file/", ("focal_point.mission_id", "round", "scanned")),
        )
    ),
]
