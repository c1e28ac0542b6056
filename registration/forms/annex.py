"""Annex II as a form: its twelve fields, labels and order; what we ask beyond them is folded away under "More"."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.models import Seminar
from directory.enums import PartyKind, StandingKind
from directory.models import Party
from directory.selectors import parties_with_standing

from .. import content, names
from ..content import Given
from ..enums import Category, Gender, NameOrder, SpeechLanguage
from ..models import Registration
from .fields import Chosen, FastSelect, Line, Mailbox, Phone, Radios

NO_STANDING = "none"  # organisations that staff have put into the list because delegates wrote them by hand
OTHER = "other"  # the option "Another organisation"; party codes are in capitals
GROUPS: dict[str, Any] = {
    StandingKind.MEMBER: gettext_lazy("Member states"),
    StandingKind.OBSERVER_STATE: gettext_lazy("Observer states"),
    StandingKind.OBSERVER_ORGANISATION: gettext_lazy("Observer organisations"),
    StandingKind.PARTNER: gettext_lazy("Partner organisations"),
    StandingKind.SECRETARIAT: gettext_lazy("Secretariat"),
    NO_STANDING: gettext_lazy("Other organisations"),
}


class AnnexIIForm(forms.Form):
    """The whole form. ``required`` names what must be given beyond one name and nation; the web asks for more than paper does."""

    use_required_attribute = False

    family_name = Line(
        label=gettext_lazy("Family Name"),
        required=False,
        autocomplete="family-name",
        help_text=gettext_lazy("As in your passport. One name only? Write it here."),
    )
    middle_name = Line(label=gettext_lazy("Middle Name"), required=False, autocomplete="additional-name", help_text=gettext_lazy("Patronymic, if you use it"))
    first_name = Line(label=gettext_lazy("First Name"), required=False, autocomplete="given-name")
    gender = Radios(label=gettext_lazy("Gender"), required=False, choices=Gender)
    party = forms.ChoiceField(
        label=gettext_lazy("Nation"),
        widget=FastSelect,
        help_text=gettext_lazy("Your state, or the organisation that you represent"),
        error_messages={"required": content.NEEDS_A_NATION, "invalid_choice": content.NEEDS_A_NATION},
    )
    other_organisation = Line(
        label=gettext_lazy("Another organisation"), required=False, help_text=gettext_lazy("Its name, only if you chose “Another organisation” under Nation")
    )
    institution = Line(
        label=gettext_lazy("Institution"), required=False, autocomplete="organization", error_messages={"required": content.NEEDS_AN_INSTITUTION}
    )
    job_title = Line(label=gettext_lazy("Job Title"), required=False, autocomplete="organization-title")
    mobile_typed = Phone(
        label=gettext_lazy("Mobile phone"),
        required=False,
        autocomplete="tel",
        help_text=gettext_lazy("Best with + and the code of the country; any way of writing will do"),
    )
    landline_typed = Phone(label=gettext_lazy("Fixed-line Telephone"), required=False, help_text=gettext_lazy("With the extension, if there is one"))
    fax_typed = Phone(label=gettext_lazy("Fax"), required=False)
    email = Mailbox(
        label=gettext_lazy("Email"),
        required=False,
        help_text=gettext_lazy("The confirmation and the video information go here. Several delegates may share one address."),
        error_messages={"required": content.NEEDS_AN_EMAIL},
    )
    speech_topic = Line(label=gettext_lazy("Speech Topic"), required=False)

    native_name = Line(label=gettext_lazy("Name in your own script"), required=False, help_text=gettext_lazy("For example Айгерім Садықова, 李安娜, الحسيني"))
    name_order = Radios(label=gettext_lazy("Order of your name"), required=False, choices=NameOrder, initial=NameOrder.GIVEN_FIRST)
    printed_name = Line(
        label=gettext_lazy("Name as it is to be printed"),
        required=False,
        help_text=gettext_lazy(
            "With the capital letters that you want, and your middle name if it is to be printed. Left empty, we print first and family name as typed."
        ),
    )
    form_of_address = Line(
        label=gettext_lazy("Form of address"), required=False, help_text=gettext_lazy("How letters greet you, such as “Dr. Sadykova” or “Khun Somchai”")
    )
    category = Chosen(label=gettext_lazy("Category of participant"), required=False, choices=Category)
    cc_email = Mailbox(
        label=gettext_lazy("Copy of e-mails to"), required=False, help_text=gettext_lazy("Your assistant or your embassy. Copies carry your personal link.")
    )
    city = Line(label=gettext_lazy("City"), required=False, autocomplete="address-level2", help_text=gettext_lazy("Where you will be during the seminar"))
    speech_language = Chosen(label=gettext_lazy("Language of your speech"), required=False, choices=SpeechLanguage)
    may_print_email = forms.BooleanField(label=gettext_lazy("My e-mail address may be printed in the List of Participants"), required=False)
    may_print_phone = forms.BooleanField(label=gettext_lazy("My phone numbers may be printed in the List of Participants"), required=False)
    on_platform = forms.BooleanField(required=False)

    def __init__(self, *args: Any, seminar: Seminar, today: dt.date, required: Iterable[str] = content.REQUIRED_ON_THE_WEB, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        self.web = set(required) == set(content.REQUIRED_ON_THE_WEB)
        for name in required:
            self.fields[name].required = True
        for name in ("family_name", "first_name", "other_organisation"):
            self.fields[name].optional_mark = False  # type: ignore[attr-defined]  # wanted in their case: the pack prints no "(optional)"
        self.fields["first_name"].help_text = _("Given name")
        self.fields["speech_topic"].help_text = _("Only if you wish to speak; at most %(number)s speakers per delegation") % {
            "number": seminar.speakers_per_delegation
        }
        self.fields["on_platform"].label = _("I have registered on %(platform)s too") % {"platform": seminar.platform_name or _("the host’s platform")}
        self.parties: dict[str, Party] = {}
        if "party" in self.fields:
            self._offer_parties(today)

    def _offer_parties(self, today: dt.date) -> None:
        choices, self.parties = offered_parties(today)
        self.fields["party"].choices = [("", _("Choose…")), *choices, (OTHER, _("Another organisation"))]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """The rules of ``content``, at the fields that have no error of their own yet."""
        data = super().clean() or {}
        for name, sentence in content.problems(content.cleaned(self.given), web=self.web).items():
            if name == "party" and self.data.get(self.add_prefix("party")) == OTHER:
                name, sentence = "other_organisation", content.NEEDS_THE_ORGANISATION
            if name in self.fields and name not in self.errors:
                self.add_error(name, ValidationError(str(sentence)))
        return data

    @property
    def given(self) -> Given:
        """What was given, as far as it could be read; whole when the form is valid."""
        return Given(**{name: self._read(name) for name in content.FIELDS})

    @property
    def typed(self) -> Given:
        """What was typed, errors and all: for the page of a form that came too late."""
        values = {
            name: self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) for name in content.FIELDS if name in self.fields
        }
        party = self.parties.get(str(values.pop("party", "") or ""))
        other = "" if party else str(values.pop("other_organisation", "") or "")
        values.pop("other_organisation", None)
        texts: dict[str, Any] = {name: value if isinstance(value, bool) else str(value or "") for name, value in values.items()}
        return content.cleaned(Given(**texts, party=party, other_organisation=other))

    @property
    def as_typed(self) -> dict[str, Any]:
        """What was typed, by field, as it can be shown again in a form that nobody has sent yet."""
        return {name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) for name, field in self.fields.items()}

    def _read(self, name: str) -> Any:
        value = self.cleaned_data.get(name, "")
        if name == "party":
            return self.parties.get(value)
        if name == "other_organisation":
            return value if self.cleaned_data.get("party", OTHER) in ("", OTHER) else ""
        if name == "name_order":
            return value or NameOrder.GIVEN_FIRST
        if name.startswith("may_print") or name == "on_platform":
            return bool(value)
        return value

    @property
    def printed_preview(self) -> str:
        """The name as it would be printed now."""
        now = {name: names.clean(str(self[name].value() or "")) for name in ("printed_name", "family_name", "first_name")}
        return now["printed_name"] or names.printed(now["family_name"], now["first_name"], str(self["name_order"].value() or ""))

    @property
    def more_is_open(self) -> bool:
        """Whether the folded part has something to show: an error, or content."""
        return any(name in self.errors for name in content.MORE if name in self.fields) or any(
            self[name].value() for name in content.MORE if name in self.fields and name != "name_order"
        )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own form carries the token
        helper.form_show_errors = True
        helper.layout = Layout(*self._annex(), More(*self._more()))
        return helper

    def _annex(self) -> list[Any]:
        wide = {"institution", "job_title", "speech_topic", "other_organisation"}
        nation = ["party", "other_organisation"] if "party" in self.fields else [HTML('{% include "registration/_nation.html" %}')]
        order = [
            "family_name",
            "middle_name",
            "first_name",
            "gender",
            *nation,
            "institution",
            "job_title",
            "mobile_typed",
            "landline_typed",
            "fax_typed",
            "email",
            "speech_topic",
        ]
        return [Field(name, wrapper_class="" if name in wide else "w-medium") if isinstance(name, str) else name for name in order]

    def _more(self) -> list[Any]:
        preview = HTML('{% include "registration/_preview.html" %}')
        return [
            Field("native_name", wrapper_class="w-medium"),
            "name_order",
            Field("printed_name"),
            preview,
            Field("form_of_address", wrapper_class="w-medium"),
            "category",
            Field("cc_email", wrapper_class="w-medium"),
            Field("city", wrapper_class="w-medium"),
            Field("speech_language", wrapper_class="w-short"),
            "may_print_email",
            "may_print_phone",
            "on_platform",
        ]


def offered_parties(today: dt.date) -> tuple[list[Any], dict[str, Party]]:
    """The states and organisations that may be chosen ``today``: as choices by group, each in the order of the reader's language, and by code. Two queries."""
    groups: dict[str, list[tuple[str, str]]] = {kind: [] for kind in GROUPS}
    parties: dict[str, Party] = {}
    for party, standing in parties_with_standing(today):
        group = standing or (NO_STANDING if party.kind == PartyKind.ORGANISATION else "")
        if group in groups:
            groups[group].append((party.code, str(party)))
            parties[party.code] = party
    return [(GROUPS[kind], options) for kind, options in groups.items() if options], parties


class RegistrationForm(AnnexIIForm):
    """The web form of a new registration. ``form_token`` is minted for each showing; it comes back whatever goes wrong."""

    form_token = forms.CharField(widget=forms.HiddenInput, required=False)

    def _annex(self) -> list[Any]:
        return ["form_token", *super()._annex()]


class CorrectionForm(AnnexIIForm):
    """The same fields over a registration that is there; the nation is shown and cannot be changed."""

    def __init__(self, *args: Any, registration: Registration, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.registration = registration
        stored = Given.of(registration)
        as_stored = {name: getattr(stored, name) for name in content.FIELDS if name not in ("party", "other_organisation")}
        super().__init__(*args, initial=as_stored if initial is None else initial, seminar=registration.seminar, **kwargs)

    def _offer_parties(self, today: dt.date) -> None:
        for name in ("party", "other_organisation"):
            del self.fields[name]

    def _read(self, name: str) -> Any:
        if name in ("party", "other_organisation"):
            return getattr(self.registration, name)
        return super()._read(name)


class More(LayoutObject):
    """The folded part: a ``details`` that is open where it holds an error or content, with scripts or without."""

    template = "registration/_more.html"

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def render(self, form: AnnexIIForm, context: Any, template_pack: str = "portal", **kwargs: Any) -> str:
        return render_to_string(self.template, {"fields": self.get_rendered_fields(form, context, template_pack, **kwargs), "open": form.more_is_open})


__all__ = ["OTHER", "AnnexIIForm", "CorrectionForm", "RegistrationForm"]
