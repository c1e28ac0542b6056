"""The filters of a list as one form: a select for each, days as days. What the form sends is the address that other pages link to."""

import dataclasses
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_FACETS_VAR
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ..forms.fields import FastSelect
from .filters import DelegationFilter, ReceivedFilter, words_of


@dataclasses.dataclass(frozen=True)
class Control:
    """One labelled control; ``html`` is safe."""

    id: str
    label: "str | Promise"
    html: SafeString | str = ""
    name: str = ""
    day: str = ""
    is_day: bool = False
    chosen: bool = False


@dataclasses.dataclass(frozen=True)
class Chip:
    """A filter that is at work, and the address of the list without it."""

    words: str
    without: str


def controls(changelist: ChangeList) -> list[Control]:
    found = []
    specs: list[Any] = changelist.filter_specs
    for spec in specs:
        if isinstance(spec, ReceivedFilter):
            for name, label in ((spec.SINCE, _("Received from")), (spec.UNTIL, _("Received until"))):
                value = spec.value(name)
                found.append(Control(f"filter-{name}", label, name=name, day=value, is_day=True, chosen=bool(value)))
            continue
        name, value = str(spec.parameter_name), spec.value() or ""
        labels = _labels(spec, changelist)
        choices: list[Any] = [("", _("all"))]
        if isinstance(spec, DelegationFilter):
            for title, keys in spec.grouped:
                group = [(key, labels[key]) for key in keys]
                choices += [(title, group)] if title else group
        else:
            choices += labels.items()
        select = FastSelect(choices=choices)
        found.append(Control(f"filter-{name}", capfirst(spec.title), select.render(name, value, {"id": f"filter-{name}"}), chosen=bool(value)))
    return found


def _labels(spec: Any, changelist: ChangeList) -> dict[str, str]:
    """The choices of a filter; where counts are asked for, each with the number of rows that it would leave."""
    if not changelist.add_facets:
        return {str(value): str(label) for value, label in spec.lookup_choices}
    counted = list(admin.SimpleListFilter.choices(spec, changelist))[1:]  # the first is "All"
    return {str(value): str(choice["display"]) for (value, _label), choice in zip(spec.lookup_choices, counted, strict=True)}


def chips(changelist: ChangeList) -> list[Chip]:
    """What is at work, in the order of the form, the search last."""
    specs: list[Any] = changelist.filter_specs
    found = [
        Chip(f"{capfirst(spec.title)}: {words}", changelist.get_query_string(remove=spec.expected_parameters())) for spec in specs if (words := words_of(spec))
    ]
    if changelist.query:
        found.append(Chip(_("Search: %(words)s") % {"words": changelist.query}, changelist.get_query_string(remove=[SEARCH_VAR])))
    return found


def kept(changelist: ChangeList) -> list[tuple[str, str]]:
    """What the form carries along: the search and the order, never the page."""
    return [(name, changelist.params[name]) for name in (SEARCH_VAR, ORDER_VAR, IS_FACETS_VAR) if changelist.params.get(name)]
