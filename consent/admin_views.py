"""The doors of the Secretariat: the board and its buttons. Each parses, calls one service, and answers; what was typed survives every refusal."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory import files
from directory.models import User
from directory.readers import zone_of
from directory.words import separated
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from . import lifecycle, positions, rules, selectors, services, words
from .enums import LetterKind
from .forms import CertificationForm, CorrectionForm, DecisionForm, LetterForm, NoteForm, ProcedureForm, SentNoteForm, initial_of
from .models import Communication, Round, SilenceProcedure


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # admin_site.admin_view lets nobody else in
    return request.user


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return TemplateResponse(request, f"admin/consent/{template}.html", {**admin.site.each_context(request), "title": title, **context})


def _to_board(round_: Round) -> HttpResponseRedirect:
    address = reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])
    return HttpResponseRedirect(f"{address}?round={round_.number}")


def _round(round_id: int) -> Round:
    return get_object_or_404(Round.objects.select_related("procedure__seminar", "procedure__proposer").prefetch_related("entitled_states__party"), pk=round_id)


def _letter(letter_id: int) -> Communication:
    letters = Communication.objects.select_related("round__procedure__seminar", "scan").prefetch_related(
        "states", "decisions__by", "round__entitled_states__party"
    )
    return get_object_or_404(letters, pk=letter_id)


def _require_conduct(request: HttpRequest) -> User:
    rules.require_conduct(_user(request))
    return _user(request)


def board(request: HttpRequest, procedure_id: int) -> HttpResponse:
    """One round of a procedure: its last, or the one whose number stands in the address."""
    user = _user(request)
    if not rules.may_see_board(user):
        raise PermissionDenied
    procedure = get_object_or_404(SilenceProcedure.objects.select_related("seminar", "proposer"), pk=procedure_id)
    rounds = list(Round.objects.filter(procedure=procedure).order_by("number"))
    number = request.GET.get("round", "")
    chosen = next((round_ for round_ in rounds if str(round_.number) == number), rounds[-1] if rounds else None)
    if chosen is None:
        raise Http404
    shown = selectors.board(chosen.pk, clock.now(), zone_of(request))
    stand = shown.stand
    return _page(
        request,
        "board",
        _("Silence procedure: %(seminar)s") % {"seminar": procedure.seminar},
        procedure=procedure,
        rounds=rounds,
        rules=words.rules_words(shown.round),
        round=shown.round,
        board=shown,
        labels=words.labelled(shown.labels, stand),
        certificate=shown.certificate,
        certify_words=words.certify_words(stand.counts) if stand else "",
        may_conduct=rules.may_conduct(user),
        may_certify=rules.may_certify(user),
        can_start=lifecycle.target("start", shown.round.state) is not None,
        can_certify=stand is not None and stand.certifiable and lifecycle.target("certify", shown.round.state) is not None,
    )


def new_procedure(request: HttpRequest) -> HttpResponse:
    user, now = _require_conduct(request), clock.now()
    form = ProcedureForm(request.POST or None, now=now, initial={"seminar": request.GET.get("seminar", "")})
    if request.method == "POST" and form.is_valid():
        try:
            procedure = services.create_procedure(**form.values(), by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The procedure is drawn up. Nobody has been asked yet: start it, or record the note that went out already."))
            return HttpResponseRedirect(reverse("admin:consent_silenceprocedure_change", args=[procedure.pk]))
    return _page(
        request, "form", _("New silence procedure"), form=form, button=_("Draw up the procedure"), back=reverse("admin:consent_silenceprocedure_changelist")
    )


def start(request: HttpRequest, round_id: int) -> HttpResponse:
    """The note and its deadline, then a preview whose cautions must be ticked, then the start. A form sent without a button is only previewed."""
    user, now = _require_conduct(request), clock.now()
    round_ = _round(round_id)
    form = NoteForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "change":
        note = form.note()
        accepted = request.POST.getlist("accept")
        shown = request.POST.get("states_shown", "")
        if request.POST.get("act") == "start" and shown.isdecimal():
            try:
                services.start_procedure(round_id=round_.pk, note=note, by=user, now=now, accept=accepted, states_shown=int(shown))
            except services.Unaccepted as refusal:
                return _start_preview(
                    request, round_, form, now, accepted, _("Tick each of the remarks below, or change the note.") if refusal.cautions else ""
                )
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(
                    request, _("The procedure has started. The note itself goes out by the ways you named; the portal sends nothing to the missions.")
                )
                return _to_board(round_)
        elif not note.deadline or note.deadline <= now:
            form.add_error("deadline_day", _("The deadline must lie in the future. If the note went out already, record it as a note already sent."))
        else:
            return _start_preview(request, round_, form, now, accepted)
    return _page(request, "form", _("Start the procedure"), form=form, round=round_, button=_("Look at it before it starts"), back=_board_address(round_))


def _start_preview(request: HttpRequest, round_: Round, form: NoteForm, now: dt.datetime, accepted: list[str], refused: str = "") -> HttpResponse:
    note = form.note()
    assert note.deadline is not None  # the caller has asked
    found = selectors.starting(round_, deadline=note.deadline, deadline_zone=note.deadline_zone, now=now)
    return _page(
        request,
        "start",
        _("Before the procedure starts"),
        round=round_,
        note=note,
        typed=form.typed(),
        starting=found,
        rules=words.rules_words(round_),
        accepted=accepted,
        refused=refused,
        button=words.start_words(len(found.entitled)),
        back=_board_address(round_),
    )


def record_sent(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = _require_conduct(request), clock.now()
    round_ = _round(round_id)
    form = SentNoteForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_note_already_sent(round_id=round_.pk, note=form.note(), sent_at=form.cleaned_data["sent_at"], by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The note is recorded as sent already. Enter the letters that came in since."))
            return _to_board(round_)
    return _page(request, "form", _("Record a note already sent"), form=form, round=round_, button=_("Record the note"), back=_board_address(round_))


def record_letter(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = _require_conduct(request), clock.now()
    round_ = _round(round_id)
    form = LetterForm(request.POST or None, request.FILES or None, now=now, round_=round_)
    if request.method == "POST":
        form.is_valid()
        scan = form.store_scan(user)  # before the transaction, and kept when something else is wrong
        if form.is_valid():
            try:
                recorded = services.record_letter(round_id=round_.pk, letter=form.letter(scan), by=user, now=now)
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                _say_recorded(request, recorded)
                return _to_board(round_)
    return _page(
        request,
        "letter",
        _("Record a letter"),
        form=form,
        round=round_,
        over=_is_over(round_, now),
        kept=form.kept(),
        button=_("Record the letter"),
        back=_board_address(round_),
    )


def correct(request: HttpRequest, letter_id: int) -> HttpResponse:
    user, now = _require_conduct(request), clock.now()
    letter = _letter(letter_id)
    round_ = letter.round
    initial = initial_of(letter, round_.deadline_zone or selectors.seat_zone())
    form = CorrectionForm(request.POST or None, request.FILES or None, now=now, round_=round_, initial=initial)
    if request.method == "POST":
        form.is_valid()
        scan = form.store_scan(user)
        if form.is_valid():
            replacement = None if form.cleaned_data["only_strike"] else form.letter(scan)
            try:
                recorded = services.correct_entry(letter_id=letter.pk, reason=form.cleaned_data["reason"], by=user, now=now, replacement=replacement)
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The mistaken entry is struck and stays in the record."))
                if recorded:
                    _say_recorded(request, recorded)
                return _to_board(round_)
    return _page(
        request,
        "letter",
        _("Correct a mistaken entry"),
        form=form,
        round=round_,
        over=_is_over(round_, now),
        kept=form.kept(),
        button=_("Strike the entry and correct it"),
        back=_board_address(round_),
    )


def _say_recorded(request: HttpRequest, recorded: services.Recorded) -> None:
    if recorded.late:
        messages.warning(request, _("The letter is recorded as late: it was received after the deadline and changes nothing."))
    else:
        messages.success(request, _("The letter is recorded."))


def decide(request: HttpRequest, letter_id: int) -> HttpResponse:
    user, now = _require_conduct(request), clock.now()
    letter = _letter(letter_id)
    form = DecisionForm(request.POST or None, now=now, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_meaning(letter_id=letter.pk, meaning=LetterKind(form.cleaned_data["meaning"]), reason=form.cleaned_data["reason"], by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded with your name. What the letter was taken for before stays beside it."))
            return _to_board(letter.round)
    names = selectors.names_of(letter.round)
    return _page(
        request,
        "decide",
        _("Decide what this letter means"),
        form=form,
        letter=letter,
        round=letter.round,
        states=separated(names.get(party.pk, str(party)) for party in letter.states.all()),
        zone=letter.round.deadline_zone or selectors.seat_zone(),
        button=_("Record the decision"),
        back=_board_address(letter.round),
    )


def certify(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = _user(request), clock.now()
    rules.require_certify(user)
    round_ = _round(round_id)
    shown = selectors.board(round_.pk, now)
    if shown.stand is None or lifecycle.target("certify", round_.state) is None:
        messages.error(request, _("This round is %(state)s; this cannot be done with it any more.") % {"state": round_.get_state_display()})
        return _to_board(round_)
    used = positions.channels_used((dispatch.channel for dispatch in shown.dispatches), (row.letter.as_letter() for row in shown.letters))
    counts = shown.stand.counts
    form = CertificationForm(request.POST or None, now=now, used=used, initial={"counts_shown": counts.as_shown})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.certify(round_id=round_.pk, channels_examined=data["channels"], by=user, now=now, counts_shown=data["counts_shown"])
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
            form.retype("counts_shown", counts.as_shown)  # the numbers that this page shows now
        else:
            messages.success(request, _("Certified: no objection. The seminar is confirmed."))
            return _to_board(round_)
    return _page(
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
        back=_board_address(round_),
    )


def scan(request: HttpRequest, letter_id: int) -> FileResponse:
    """The scan of a letter. For who may not see letters there is none."""
    if not rules.may_see_board(_user(request)):
        raise Http404
    letter = get_object_or_404(Communication.objects.select_related("scan"), pk=letter_id)
    if letter.scan is None:
        raise Http404
    return files.response_for(letter.scan, inline=True)


def outcome(request: HttpRequest, seminar_id: int) -> HttpResponse:
    """For the host: how the consent to a seminar stands or ended, in numbers. No letter, no name of a state. The Secretariat finds the board from here."""
    user = _user(request)
    if not rules.may_see_outcome(user):
        raise PermissionDenied
    seminar = get_object_or_404(Seminar, pk=seminar_id)
    found = selectors.outcome_for(seminar, clock.now())
    last = SilenceProcedure.objects.filter(seminar=seminar).order_by("-pk").values_list("pk", flat=True).first()
    return _page(
        request,
        "outcome",
        _("Consent of the member states"),
        seminar=seminar,
        outcome=found,
        colour=words.COLOURS[found.label] if found and found.label else "",
        counts=words.counts_sentence(found.counts) if found else "",
        procedure_id=last,
        may_see_board=rules.may_see_board(user),
    )


def _is_over(round_: Round, now: dt.datetime) -> bool:
    return round_.deadline is not None and not clock.in_time(now, round_.deadline)


def _board_address(round_: Round) -> str:
    return reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])
