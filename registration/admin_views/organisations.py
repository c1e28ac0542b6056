"""Organisations in order: those written by hand, one of them put under an entry of the list, and two entries made one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agenda.models import Seminar
from directory import rules as directory_rules
from directory.models import Party
from seminar_portal import clock
from seminar_portal.errors import BusinessError
from seminar_portal.numbers import Number

from .. import organisations, rules
from ..forms.organisations import NEW, KeepForm, OrganisationForm
from ..models import Registration
from ..services import organisations as services
from . import frame


@require_safe
def written(request: HttpRequest) -> HttpResponse:
    """Every organisation that was written by hand, with its spellings, and which of the list it may be."""
    frame.require(rules.may_review(frame.officer(request)))
    title = _("Organisations written by hand")
    return frame.answer(request, "organisations", {"title": title, "heading": title, "rows": organisations.written()})


@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest) -> HttpResponse:
    """Shows what one organisation was written like and how often, and puts its registrations under an entry of the list, which may be a new one."""
    user = frame.officer(request)
    frame.require(rules.may_review(user))
    text = (request.POST if request.method == "POST" else request.GET).get("text", "")
    found = organisations.written_as(text) if text else None
    if found is None:
        if not text:
            raise Http404(_("There is no such organisation."))
        messages.info(request, _("Nobody is registered with this organisation by hand any more."))
        return HttpResponseRedirect(reverse("admin:registration_organisations"))
    form = OrganisationForm(request.POST if request.method == "POST" else None, written=found)
    if request.method == "POST" and form.is_valid():
        now, target = clock.now(), form.cleaned_data["target"]
        try:
            party_id = int(target) if target != NEW else services.add_organisation(code=form.cleaned_data["code"], names=form.names, by=user, now=now).pk
            moved = services.put_written(text=text, party_id=party_id, by=user, now=now)
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            _report(request, moved)
            return HttpResponseRedirect(reverse("admin:registration_organisations"))
    seminars = Seminar.objects.filter(pk__in=organisations.under(found).values("seminar")).order_by("-starts_on", "pk")
    title = _("Put under an organisation of the list")
    context = {"form": form, "written": found, "seminars": [str(seminar) for seminar in seminars], "at_once": services.AT_ONCE, "heading": title}
    return frame.answer(request, "organisation_put", {"title": _("Error: %(title)s") % {"title": title} if form.errors else title, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the entry that stays, see what goes where, merge. Of an entry merged already: the registrations that still stand under it follow."""
    user = frame.officer(request)
    frame.require(directory_rules.may_change_parties(user))
    other: Party = get_object_or_404(Party.objects.select_related("merged_into"), pk=pk)
    if not directory_rules.may_be_merged(other):
        raise Http404(_("Only organisations can be merged."))
    sent = request.POST if request.method == "POST" else request.GET
    form = KeepForm(sent if "keep" in sent else None, other=other)
    keep = other.merged_into or (form.cleaned_data["keep"] if form.is_valid() else None)
    if request.method == "POST" and keep is not None:
        now = clock.now()
        try:
            if other.merged_into is None:
                services.merge(keep_id=keep.pk, other_id=other.pk, by=user, now=now)
                messages.success(request, _("“%(other)s” is part of “%(keep)s” from now on.") % {"other": other, "keep": keep})
            moved = services.put_merged(other_id=other.pk, by=user, now=now)
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            _report(request, moved)
            if moved.left:
                return HttpResponseRedirect(reverse("admin:registration_organisation_merge", args=[other.pk]))
            return HttpResponseRedirect(reverse("admin:directory_party_change", args=[keep.pk]))
    title = _("Merge into another organisation")
    context = {
        "form": form,
        "other": other,
        "keep": keep,
        "sides": [_side(party) for party in (keep, other) if party is not None],
        "swap": f"{reverse('admin:registration_organisation_merge', args=[keep.pk])}?{urlencode({'keep': other.pk})}" if keep and not other.merged_into else "",
        "count": Registration.objects.filter(party=other).count(),
        "at_once": services.AT_ONCE,
        "heading": title,
    }
    return frame.answer(request, "organisation_merge", {"title": _("Error: %(title)s") % {"title": title} if form.errors else title, **context})


def _side(party: Party) -> dict[str, object]:
    return {
        "party": party,
        "standings": list(party.standings.all()),
        "missions": list(party.missions.all()),
        "count": Registration.objects.filter(party=party).count(),
    }


def _report(request: HttpRequest, moved: services.Moved) -> None:
    words = ngettext("%(count)s registration was put under the organisation.", "%(count)s registrations were put under the organisation.", moved.moved)
    messages.success(request, words % {"count": Number(moved.moved)})
    if moved.left:
        left = ngettext("%(count)s is left: press the button again.", "%(count)s are left: press the button again.", moved.left)
        messages.warning(request, left % {"count": Number(moved.left)})
