"""The page on which somebody chooses the columns of the list, or of exports, and their order. It works without scripts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import User

from .. import rules
from ..enums import ListPurpose
from ..exports import columns as export_columns
from ..models import SavedColumns
from ..services.columns import save_columns
from . import frame, list_columns


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, purpose: str) -> HttpResponse:
    """GET shows the choice. POST keeps it: ticked columns in the order of the page, with one of them moved where a button of a row was pressed."""
    if purpose not in ListPurpose.values:
        raise Http404
    user = frame.officer(request)
    frame.require(rules.may_read(user) if purpose == ListPurpose.LIST else rules.may_export(user))
    back = request.POST.get("back", "") or request.GET.get("back", "")
    here = reverse("admin:registration_registration_columns", args=[purpose])
    if request.method != "POST":
        return _show(request, user, purpose, back)
    labels = _labels(purpose)
    if "reset" in request.POST:
        save_columns(purpose=purpose, columns=[], by=user)
        messages.success(request, _("The columns are as they were at the beginning."))
        return HttpResponseRedirect(_with_back(here, back))
    # what is ticked; the order is that in which the page sent its rows
    keys = [key for key in dict.fromkeys(request.POST.getlist("column")) if key in labels]
    if not keys:
        messages.error(request, _("Tick at least one column. Nothing was changed."))
        return HttpResponseRedirect(_with_back(here, back))
    for step, name in ((-1, "up"), (1, "down")):
        key = request.POST.get(name, "")
        if key in keys:
            _move(keys, key, step, fixed=1 if purpose == ListPurpose.LIST else 0)
            save_columns(purpose=purpose, columns=keys, by=user)
            return HttpResponseRedirect(f"{_with_back(here, back)}#column-{key}")
    save_columns(purpose=purpose, columns=keys, by=user)
    messages.success(request, _("The columns are kept for you."))
    address = reverse("admin:registration_registration_changelist")
    return HttpResponseRedirect(f"{address}?{back}" if back else address)


def chosen_keys(user: User, purpose: str) -> list[str]:
    """The keys of the columns of ``user`` for ``purpose``, in their order; the portal's choice where there is none. One query."""
    if purpose == ListPurpose.LIST:
        return [column.key for column in list_columns.chosen_by(user)]
    kept = SavedColumns.objects.filter(user=user, purpose=purpose).values_list("columns", flat=True).first()
    return [column.key for column in export_columns.chosen(kept or [])]


def _labels(purpose: str) -> dict[str, str]:
    if purpose == ListPurpose.LIST:
        return {key: str(column.label) for key, column in list_columns.COLUMNS.items()}
    return {column.key: column.heading for column in export_columns.columns()}


def _show(request: HttpRequest, user: User, purpose: str, back: str) -> HttpResponse:
    labels = _labels(purpose)
    chosen = chosen_keys(user, purpose)
    fixed = list_columns.REFERENCE if purpose == ListPurpose.LIST else ""
    rows = [{"key": key, "label": labels[key], "shown": key in chosen, "fixed": key == fixed} for key in dict.fromkeys([*chosen, *labels])]
    movable = [row["key"] for row in rows if row["shown"] and not row["fixed"]]
    for row in rows:
        row["first"], row["last"] = row["key"] == movable[0] if movable else False, row["key"] == movable[-1] if movable else False
    title = _("Columns of the list") if purpose == ListPurpose.LIST else _("Columns of exports")
    context = {"title": title, "purpose": purpose, "rows": rows, "count": len(chosen), "back": back, "of_list": purpose == ListPurpose.LIST}
    return frame.answer(request, "columns", context)


def _move(keys: list[str], key: str, step: int, *, fixed: int) -> None:
    """Moves ``key`` by one place; the first ``fixed`` places are nobody else's."""
    place = keys.index(key)
    to = place + step
    if place >= fixed and fixed <= to < len(keys):
        keys[place], keys[to] = keys[to], keys[place]


def _with_back(address: str, back: str) -> str:
    return f"{address}?{urlencode({'back': back})}" if back else address
