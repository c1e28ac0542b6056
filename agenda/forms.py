"""Input of staff: days and hours on the clock of a zone, turned into instants."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.fields import DayField, HourField, ZoneField, deadline_at
from seminar_portal import clock

from . import words
from .enums import DocumentKind
from .models import Seminar, Session


class SeminarForm(forms.ModelForm):
    """A seminar but for its registration window, which is fixed once the seminar is published."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: it lasts one day."))
    zone = ZoneField(label=_("Time zone of the agenda"), help_text=_("All hours of the agenda are on this clock; readers see their own beside it."))
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last, prefix = data.get("starts_on") or self.instance.starts_on, data.get("ends_on"), data.get("reference_prefix")
        if first and not last and "ends_on" not in self.errors:
            data["ends_on"] = first
        elif first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        if first and prefix and self.instance.published_at is None:
            same = Seminar.objects.filter(reference_prefix=prefix, reference_year=first.year).exclude(pk=self.instance.pk)
            if same.exists():
                self.add_error("reference_prefix", words.references_taken(prefix, first.year))
        return data


class SeminarWithWindowForm(SeminarForm):
    """The same with the window, given as days or days and hours in a zone."""

    opens_day = DayField(label=_("Registration opens on"), required=False, help_text=_("Empty: as soon as the seminar is published."))
    opens_hour = HourField(label=_("At"), required=False, help_text=_("Such as 09:00. Empty: at 00:00."))
    closes_day = DayField(label=_("Registration closes on"))
    closes_hour = HourField(label=_("At"), required=False, help_text=_("Such as 18:00. Empty: at the end of the day, 23:59:59."))
    registration_zone = ZoneField(label=_("On the clock of"), help_text=_("The deadline is printed on this clock, with its city and its distance from UTC."))
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
        if zone and closes and not self.errors.keys() & {"opens_day", "opens_hour", "closes_hour"}:
            start = data.get("opens_hour") or dt.time(0)
            today = clock.now().astimezone(ZoneInfo(zone)).date()
            self.instance.registration_opens_at = clock.at(opens, f"{start:%H:%M:%S}", zone) if opens else clock.start_of_day(today, zone)
            self.instance.registration_closes_at = deadline_at(closes, data.get("closes_hour"), zone)
            if self.instance.registration_closes_at <= self.instance.registration_opens_at:
                self.add_error("closes_day", _("Registration closes before it opens.") if opens else _("This deadline has passed already."))
        return data


class SessionForm(forms.ModelForm):
    """An item of the agenda at hours of the seminar's own clock, wherever the person who types it sits."""

    day = DayField(label=_("Day"))
    start = HourField(label=pgettext_lazy("hour", "From"), help_text=_("Such as 14:00, on the clock of the seminar."))
    end = HourField(label=pgettext_lazy("hour", "To"), required=False, help_text=_("Empty: a single instant, such as the closure."))

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


class CloneForm(forms.Form):
    """What the seminar that is made from an earlier one has of its own: its first day, its address, its references."""

    starts_on = DayField(label=_("First day of the new seminar"), help_text=_("All other dates move by as many days, at the hours they had."))
    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("The last part of the page's address: small letters, digits and hyphens."))
    reference_prefix = forms.RegexField(
        label=_("Prefix of references"),
        regex=r"^[A-Z]{2,8}$",
        help_text=_("BIO makes BIO-2027-0042."),
        error_messages={"invalid": _("Two to eight capital letters.")},
    )


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
