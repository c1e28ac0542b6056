"""The filters of the desk's list. Each has a short word in the address, so that other pages can link to a filtered list."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.models import User
from seminar_portal import clock

from .. import desk_selectors, lifecycle
from ..enums import Source, State
from ..models import Registration

Lookups = list[tuple[str, Any]]


class SeminarFilter(admin.SimpleListFilter):
    title = gettext_lazy("seminar")
    parameter_name = "seminar"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [(seminar.slug, f"{seminar.title} ({seminar.starts_on:%Y})") for seminar in Seminar.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        return queryset.filter(seminar__slug=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [*State.choices, (desk_selectors.LIVE, _("received or officially registered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() == desk_selectors.LIVE:
            return queryset.filter(state__in=lifecycle.LIVE)
        return queryset.filter(state=self.value()) if self.value() else queryset


class SourceFilter(admin.SimpleListFilter):
    title = gettext_lazy("source")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return list(Source.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        return queryset.filter(source=self.value()) if self.value() else queryset


class DelegationFilter(admin.SimpleListFilter):
    """States and organisations that have registrations, by group; a whole group; or organisations written by hand."""

    title = gettext_lazy("state / organisation")
    parameter_name = "delegation"
    template = "admin/registration/grouped_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        self.groups = desk_selectors.delegations_by_group(clock.now())
        flat: Lookups = []
        for group in self.groups:
            flat.append((group.key, group.everyone))
            flat += [(party.code, str(party)) for party in group.parties]
        return flat

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        value = self.value()
        if not value:
            return queryset
        for group in self.groups:
            if group.key == value:
                return queryset.filter(party__isnull=True) if group.key == desk_selectors.BY_HAND else queryset.filter(party__in=group.parties)
        return queryset.filter(party__code=value)

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        titles = {}
        for group in self.groups:
            titles[group.key] = group.title
            titles.update({party.code: group.title for party in group.parties})
        values = ["", *(str(value) for value, _label in self.lookup_choices)]
        for value, choice in zip(values, super().choices(changelist), strict=True):
            yield {**choice, "group": titles.get(value, ""), "whole_group": value in {group.key for group in self.groups}}


class YesNoFilter(admin.SimpleListFilter):
    """A question answered by yes or no; ``condition`` is the yes."""

    condition: Q
    yes: Any = gettext_lazy("yes")
    no: Any = gettext_lazy("no")

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        return [("yes", self.yes), ("no", self.no)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() == "yes":
            return queryset.filter(self.condition)
        return queryset.filter(~self.condition) if self.value() == "no" else queryset


class EmailFilter(YesNoFilter):
    title = gettext_lazy("e-mail")
    parameter_name = "email"
    condition = ~Q(email="")
    yes, no = gettext_lazy("has an e-mail address"), gettext_lazy("no e-mail address")


class TopicFilter(YesNoFilter):
    title = gettext_lazy("speech topic")
    parameter_name = "topic"
    condition = ~Q(speech_topic="")
    yes, no = gettext_lazy("has a topic"), gettext_lazy("no topic")


class CorrectedFilter(YesNoFilter):
    title = gettext_lazy("corrections")
    parameter_name = "corrected"
    condition = Q(corrected_at__isnull=False)
    yes, no = gettext_lazy("corrected, to be looked at"), gettext_lazy("nothing to be looked at")


class PlatformFilter(YesNoFilter):
    title = gettext_lazy("host's platform")
    parameter_name = "platform"
    condition = Q(on_platform=True)
    yes, no = gettext_lazy("registered there"), gettext_lazy("not registered there")


class SinceFilter(admin.SimpleListFilter):
    """Received on a day or later, on the clock of the officer's seat. The address takes any day: ``since=2027-11-01``."""

    title = gettext_lazy("received since")
    parameter_name = "since"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Lookups:
        assert isinstance(request.user, User)
        self.zone = request.user.zone
        today = desk_selectors.day_at(clock.now(), self.zone)
        steps: Lookups = [
            (today.isoformat(), _("today")),
            ((today - dt.timedelta(days=1)).isoformat(), _("yesterday")),
            ((today - dt.timedelta(days=6)).isoformat(), _("seven days")),
            ((today - dt.timedelta(days=29)).isoformat(), _("thirty days")),
        ]
        chosen = request.GET.get(self.parameter_name, "")
        if chosen and chosen not in dict(steps):
            steps.append((chosen, chosen))
        return steps

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if not self.value():
            return queryset
        try:
            day = dt.date.fromisoformat(str(self.value()))
            return queryset.filter(received_at__gte=clock.start_of_day(day, self.zone))
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error


def in_words(changelist: ChangeList) -> str:
    """The filter of a list as a person reads it: "state: received; search: ospanova"; what an export says of itself."""
    parts = [
        f"{spec.title}: {choice['display']}"
        for spec in changelist.filter_specs
        for choice in list(spec.choices(changelist))[1:]  # the first is "All"
        if choice.get("selected")
    ]
    if changelist.query:
        parts.append(_("search: %(words)s") % {"words": changelist.query})
    return "; ".join(parts) or _("none, the whole list")
