"""States to tick: a list that a script lets people filter by typing a name or a code."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from directory.models import Party


class StatesInput(forms.CheckboxSelectMultiple):
    """Drawn by ``admin/consent/ticks.html``."""


class StatesBound(forms.BoundField):
    """A field of states as a template draws it."""

    @property
    def entries(self) -> list[tuple[int, str, bool, str]]:
        """Each state as (key, name, ticked, what finds it): the code and the names in each language."""
        field, value = self.field, self.value() or []
        assert isinstance(field, StatesField)
        ticked = {str(getattr(entry, "pk", entry)) for entry in value}
        return [(party.pk, field.label_from_instance(party), str(party.pk) in ticked, keys_of(party)) for party in field.queryset or []]


class StatesField(forms.ModelMultipleChoiceField):
    """States of a round, by their names of the day of its note."""

    widget = StatesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Party.objects.none(), **kwargs)
        self.names: Mapping[int, str] = {}

    def offer(self, names: Mapping[int, str], *, others: "QuerySet[Party] | None" = None) -> None:
        """Offers the parties whose keys are in ``names``; ``others`` replaces them where further ones may be ticked too."""
        self.names = names
        self.queryset = others if others is not None else Party.objects.filter(pk__in=names)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> StatesBound:
        return StatesBound(form, self, field_name)

    def label_from_instance(self, obj: Any) -> str:
        return self.names.get(obj.pk, str(obj))


def keys_of(party: Party) -> str:
    names = [getattr(party, f"name_{code.replace('-', '_')}", "") or "" for code, _name in settings.LANGUAGES]
    return "|".join(dict.fromkeys(name.lower() for name in [party.code, *names] if name))
