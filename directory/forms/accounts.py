"""The forms of staff accounts: an administrator's, one's own, and those of a password that nobody else knows."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seminar_portal import clock

from .. import selectors
from ..enums import Role
from ..roles import NAMED_OFFICER_RIGHTS
from ..services.accounts import NAME_LENGTH, AccountData


class SeatField(forms.ChoiceField):
    """The zone of a seat, chosen by its city; other zones stand below the cities."""

    def __init__(self, *, current: str, **kwargs: Any) -> None:
        cities = [(city.zone, str(city)) for city in selectors.cities_today(clock.now())]
        named = {zone for zone, _city in cities}
        others = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones() | {current}) if "/" in zone and zone not in named]
        super().__init__(choices=[(_("Cities"), cities), (_("Other time zones"), others)], **kwargs)


class OwnAccountForm(forms.Form):
    """What people say of themselves."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("As it signs what is done here."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, help_text=gettext_lazy("Of the administration after the log-in, and of letters.")
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"] = SeatField(current=zone, label=_("City of the seat"), help_text=_("The administration shows times on this city's clock."))


class StaffForm(OwnAccountForm):
    """Who somebody of staff is and what they may do."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy("The person logs in with it, and the link to set a password goes there."),
    )
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights of a named officer"),
        choices=list(NAMED_OFFICER_RIGHTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Given to single people, beside their role."),
    )
    field_order = ("email", "name", "language", "zone", "roles", "rights")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)

    @property
    def data_given(self) -> AccountData:
        """What was given; only after the form has been found valid."""
        given = self.cleaned_data
        texts = {name: given[name] for name in ("email", "name", "language", "zone")}
        return AccountData(**texts, roles=frozenset(given["roles"]), rights=frozenset(given["rights"]))


class EmailForm(forms.Form):
    """Where the link to set a password is to go."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}))


class PasswordForm(SetPasswordForm):
    """A new password, typed twice. What it saves is the service's."""
