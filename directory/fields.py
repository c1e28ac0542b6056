"""Fields of staff's forms: days and hours on the clock of a zone, turned into instants."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext_lazy as _

from seminar_portal import clock

from . import selectors


def zone_choices() -> list[tuple[str, str]]:
    """The cities whose clock may be chosen: "Beijing (Asia/Shanghai)"."""
    return [(city.zone, f"{city} ({city.zone})") for city in selectors.cities_today(clock.now())]


def deadline_at(day: dt.date, hour: dt.time | None, zone: str) -> dt.datetime:
    """The instant of a deadline given as a day, or a day and an hour, in ``zone``. A day alone, and 23:59 too, means its last second."""
    if hour is None or (hour.hour, hour.minute) == (23, 59):
        return clock.end_of_day(day, zone)
    return clock.at(day, f"{hour:%H:%M:%S}", zone)


class DayField(forms.DateField):
    """In the admin's own manner: a browser's date input would turn day and month round for some readers."""

    widget = AdminDateWidget
    default_error_messages = {"required": _("Enter a day, such as 2027-11-05."), "invalid": _("Enter a day, such as 2027-11-05.")}


class HourField(forms.TimeField):
    """From 00:00 to 23:59; a browser's time input would show a.m. and p.m. to some readers."""

    widget = forms.TimeInput(format="%H:%M", attrs={"size": 6, "autocomplete": "off"})
    default_error_messages = {"required": _("Enter an hour, such as 14:00."), "invalid": _("Enter an hour from 00:00 to 23:59, such as 14:00.")}


class ZoneField(forms.ChoiceField):
    """A zone by its city. A stored zone without a city can be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": zone_choices, **kwargs})

    def keep(self, zone: str) -> None:
        choices = zone_choices()
        self.choices = choices if not zone or zone in dict(choices) else [*choices, (zone, zone)]
