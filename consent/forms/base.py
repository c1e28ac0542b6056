"""What the forms of a silence procedure share: days, hours and clocks, and what survives an error."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import selectors as directory
from directory.moments import TypedDay, TypedHour
from seminar_portal.errors import Invalid

from .kept import retype


class DayInput(forms.TextInput):
    """A day as text: a browser's own control turns day and month round for some readers. A script adds a calendar for the mouse."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"size": 12, "autocomplete": "off", "class": "day", **(attrs or {})})


class Day(TypedDay):
    """A day as an officer types it (``directory.moments``), for any field."""

    widget = DayInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as refusal:
            if refusal.code == "invalid":
                raise ValidationError(_("Enter the day as year-month-day or day.month.year, such as 2027-11-05 or 05.11.2027."), code="invalid") from None
            raise


class HourInput(forms.TimeInput):
    """An hour in 24-hour writing. Not the browser's own control: with seconds it gives nothing at all until each part is filled, and some show a.m."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"size": 8, "maxlength": 8, "autocomplete": "off", "class": "hour", **(attrs or {})}, format="%H:%M:%S")


def day_field(label: Any, **kw: Any) -> Day:
    return Day(label=label, **kw)


def stamped_hour_field(label: Any, **kw: Any) -> TypedHour:
    """An hour as it stands on a stamp or at the head of a fax: 17:40, 1740, 17.40. For what has arrived; a deadline is written with care."""
    return TypedHour(label=label, widget=HourInput, **kw)


def hour_field(label: Any, **kw: Any) -> forms.TimeField:
    kw["error_messages"] = {"invalid": gettext_lazy("Write the hour with 24 hours to the day, such as 18:00 or 23:59:59."), **kw.get("error_messages", {})}
    return forms.TimeField(label=label, widget=HourInput, input_formats=["%H:%M:%S", "%H:%M"], **kw)


def zone_field(label: Any, **kw: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, **kw)


def zones_to_choose(now: dt.datetime, *and_these: str) -> list[tuple[str, str]]:
    """The cities whose clock may be chosen, with ``and_these`` zones should they have no city today."""
    cities = [(city.zone, str(city)) for city in directory.cities_today(now)]
    known = {zone for zone, _name in cities}
    return [("", _("choose a city")), *cities, *((zone, zone) for zone in dict.fromkeys(and_these) if zone and zone not in known)]


def instant_of(day: dt.date, hour: dt.time, zone: str) -> dt.datetime:
    """The instant of ``hour`` on ``day`` in ``zone``. Raises Invalid for an hour that the clocks of that day leap over."""
    instant = dt.datetime.combine(day, hour, ZoneInfo(zone)).astimezone(dt.UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != dt.datetime.combine(day, hour):
        raise Invalid(_("This hour does not exist on that day: the clocks are put forward over it."))
    return instant


class StaffForm(forms.Form):
    """What all forms of the administration share: labels without a colon, an error named at its field, and groups for the template."""

    first_groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.now = now

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in self.groups]

    def grouped_first(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The groups that stand before what a template draws by hand."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in self.first_groups]

    def retype(self, name: str, value: str) -> None:
        """Puts ``value`` into what was typed, so that the form shown again carries it."""
        retype(self, name, value)

    def typed(self) -> list[tuple[str, str]]:
        """All that was typed, for the hidden fields of a preview."""
        data: Any = self.data
        return [(name, value) for name in self.fields for value in data.getlist(name)]

    def read_instant(self, stem: str, into: str) -> None:
        """Puts the instant of the fields ``stem``_day, _hour and _zone into ``cleaned_data[into]``; None where one of them is wrong already."""
        day, hour, zone = (self.cleaned_data.get(f"{stem}_{part}") for part in ("day", "hour", "zone"))
        self.cleaned_data[into] = None
        if day and hour is not None and zone:
            try:
                self.cleaned_data[into] = instant_of(day, hour, zone)
            except Invalid as refusal:
                self.add_error(f"{stem}_hour", str(refusal))
