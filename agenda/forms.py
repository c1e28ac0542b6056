"""Input of staff: days and hours on the clock of a zone, turned into instants."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminDateWidget
from django.utils.translation import gettext_lazy as _

from directory import selectors as directory
from seminar_portal import clock

from . import words
from .enums import DocumentKind
from .models import Seminar, Session


def zone_choices() -> list[tuple[str, str]]:
    """The cities whose clock may be chosen: "Beijing (Asia/Shanghai)"."""
    return [(city.zone, f"{city} ({city.zone})") for city in directory.cities_today(clock.now())]


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


class SeminarForm(forms.ModelForm):
    """A seminar but for its registration window, which is fixed once the seminar is published."""

    zone = ZoneField(label=_("Time zone of the agenda"))
    interpretation = forms.MultipleChoiceField(
        label=_("Languages of interpretation"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: there is no interpretation.")
    )
    zones: tuple[str, ...] = ("zone",)

    class Meta:
        model = Seminar
        fields: tuple[str, ...] = ()  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.zones:
            field = self.fields.get(name)
            if isinstance(field, ZoneField):
                field.keep(getattr(self.instance, name))
        if isinstance(field := self.fields.get("interpretation"), forms.MultipleChoiceField):
            codes = dict.fromkeys((*words.OFFERED, *self.instance.interpretation))
            field.choices = [(code, words.language_name(code)) for code in codes]


class SeminarWithWindowForm(SeminarForm):
    """The same with the window, given as days or days and hours in a zone."""

    opens_day = DayField(label=_("Registration opens on"))
    opens_hour = HourField(label=_("At"), required=False, help_text=_("Such as 09:00. Empty: at 00:00."))
    closes_day = DayField(label=_("Registration closes on"))
    closes_hour = HourField(label=_("At"), required=False, help_text=_("Such as 18:00. Empty: at the end of the day, 23:59:59."))
    registration_zone = ZoneField(label=_("On the clock of"))
    zones = ("zone", "registration_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            tz = ZoneInfo(self.instance.registration_zone)
            opens, closes = self.instance.registration_opens_at.astimezone(tz), self.instance.registration_closes_at.astimezone(tz)
            self.initial.update(opens_day=opens.date(), opens_hour=opens.time(), closes_day=closes.date(), closes_hour=closes.time())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        zone, opens, closes = data.get("registration_zone"), data.get("opens_day"), data.get("closes_day")
        if zone and opens and closes:
            start = data.get("opens_hour") or dt.time(0)
            self.instance.registration_opens_at = clock.at(opens, f"{start:%H:%M:%S}", zone)
            self.instance.registration_closes_at = deadline_at(closes, data.get("closes_hour"), zone)
            if self.instance.registration_closes_at <= self.instance.registration_opens_at:
                self.add_error("closes_day", _("Registration closes before it opens."))
        return data


class SessionForm(forms.ModelForm):
    """An item of the agenda at hours of the seminar's own clock, wherever the person who types it sits."""

    day = DayField(label=_("Day"))
    start = HourField(label=_("From"), help_text=_("Such as 14:00, on the clock of the seminar."))
    end = HourField(label=_("To"), required=False, help_text=_("Empty: a single instant, such as the closure."))

    class Meta:
        model = Session
        fields: tuple[str, ...] = ()  # the admin names them; the two instants are not among them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            tz = ZoneInfo(self.instance.seminar.zone)
            start, end = self.instance.starts_at.astimezone(tz), self.instance.ends_at
            self.initial.update(day=start.date(), start=start.time(), end=end.astimezone(tz).time() if end else None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        seminar, day, start, end = data.get("seminar"), data.get("day"), data.get("start"), data.get("end")
        if seminar and day and start:
            self.instance.starts_at = clock.at(day, f"{start:%H:%M:%S}", seminar.zone)
            self.instance.ends_at = clock.at(day, f"{end:%H:%M:%S}", seminar.zone) if end else None
            if self.instance.ends_at and self.instance.ends_at <= self.instance.starts_at:
                self.add_error("end", _("The item ends before it starts."))
            if not seminar.starts_on <= day <= seminar.ends_on:
                self.add_error("day", _("This is not a day of the seminar."))
        return data


class ExtendForm(forms.Form):
    """A later deadline, and why."""

    day = DayField(label=_("New deadline"))
    hour = HourField(label=_("At"), required=False, help_text=_("Such as 18:00. Empty: at the end of the day, 23:59:59."))
    zone = ZoneField(label=_("On the clock of"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the seminar's events."),
        error_messages={"required": _("Say why the deadline is extended.")},
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["zone"]
        field.initial = zone
        if isinstance(field, ZoneField):
            field.keep(zone)

    @property
    def closes_at(self) -> dt.datetime:
        """The instant that a valid form says."""
        return deadline_at(self.cleaned_data["day"], self.cleaned_data["hour"], self.cleaned_data["zone"])


class DocumentForm(forms.Form):
    """An enclosure with its file."""

    number = forms.IntegerField(label=_("Number of the enclosure"), min_value=1, max_value=99)
    kind = forms.ChoiceField(label=_("Kind"), choices=DocumentKind.choices)
    title_en = forms.CharField(label=_("Title in English"), max_length=300)
    title_ru = forms.CharField(label=_("Title in Russian"), max_length=300, required=False)
    title_zh_hans = forms.CharField(label=_("Title in Chinese"), max_length=300, required=False)
    language = forms.ChoiceField(label=_("Language of the document"), choices=settings.LANGUAGES)
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, PNG, JPEG or TIFF."))

    @property
    def titles(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title_en", "title_ru", "title_zh_hans") if self.cleaned_data[name]}
