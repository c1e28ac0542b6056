"""Silence procedures, and messages."""

from .lines import Line, admin

LINES: list[Line] = [
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
    *(
        Line(
            "admin/consent/silenceprocedure/round/<int:round_id>/file.zip",
            get=f"login login 403 403 {answer} 403",
            post="login login 405 405 405 405",
            at=(at,),
        )
        for at, answer in (("adopted_round", "200"), ("round", "200"), ("draft_round", "404"))
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
    # a seminar's states, letters beside registrations: the Secretariat's alone, as the board; a state that has nothing to do with the seminar has no page
    Line("admin/agenda/seminar/<int:seminar_pk>/states/", get="login login 403 403 200 403", post="login login 405 405 405 405", at=("seminar",)),
    Line(
        "admin/agenda/seminar/<int:seminar_pk>/states/<int:party_pk>/",
        get="login login 403 403 200 403",
        post="login login 405 405 405 405",
        at=("seminar", "party"),
    ),
    Line(
        "admin/agenda/seminar/<int:seminar_pk>/states/<int:party_pk>/",
        get="login login 403 403 404 403",
        post="login login 405 405 405 405",
        at=("seminar", "organisation"),
        note="never asked",
    ),
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
