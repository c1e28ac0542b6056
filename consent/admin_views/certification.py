"""Certifying: the one act that adopts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import lifecycle, positions, rules, selectors, services, words
from ..forms import CertificationForm
from .frame import board_address, page, round_or_404, to_board, user_of, with_link


def certify(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = user_of(request), clock.now()
    rules.require_certify(user)
    round_ = round_or_404(round_id)
    shown = selectors.board(round_.pk, now)
    if shown.stand is None or lifecycle.target("certify", round_.state) is None:
        messages.error(request, _("This round is %(state)s; this cannot be done with it any more.") % {"state": round_.get_state_display()})
        return to_board(round_)
    used = positions.channels_used((dispatch.channel for dispatch in shown.dispatches), (row.letter.as_letter() for row in shown.letters))
    counts = shown.stand.counts
    names = selectors.names_of(shown.round)
    unreached = {key: names[key] for key in selectors.not_reached(shown.round)}
    form = CertificationForm(
        request.POST if request.method == "POST" else None, now=now, used=used, unreached=unreached, initial={"counts_shown": counts.as_shown}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.certify(
                round_id=round_.pk,
                channels_examined=data["channels"],
                accept_unreached=[int(key) for key in data.get("unreached", [])],
                by=user,
                now=now,
                counts_shown=data["counts_shown"],
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
            form.retype("counts_shown", counts.as_shown)  # the numbers that this page shows now
        else:
            said = _("Certified: no objection. The seminar is confirmed.")
            if round_.procedure.seminar.is_cancelled:
                said = _("Certified: no objection. The seminar is cancelled all the same; it has the consent of the states should that be taken back.")
            messages.success(request, with_link(said, _("Tell member states the outcome…"), "tell_outcome", round_.pk))
            return to_board(round_)
    return page(
        request,
        "certify",
        _("Certify that there is no objection"),
        form=form,
        round=shown.round,
        board=shown,
        groups=words.grouped([(cell.name, cell.position) for cell in shown.cells]),
        certifiable=shown.stand.certifiable,
        labels=words.labelled(shown.labels, shown.stand),
        button=words.certify_words(counts),
        back=board_address(round_),
    )
