"""Fields and widgets of Annex II: they keep what was typed and set no limit in the browser, which would cut a pasted name in silence."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .. import mailboxes, names, phones


class Line(forms.CharField):
    """One line of text, cleaned as names are. Its limit is asked by ``content.problems``, which names it."""

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        attrs = {"dir": "auto"} | ({"autocomplete": autocomplete} if autocomplete else {})
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(strip=True, **kwargs)

    def to_python(self, value: Any) -> str:
        return names.clean(super().to_python(_without_nul(value)) or "")


class Phone(forms.CharField):
    """A phone as typed. It refuses nothing."""

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        attrs = {"type": "tel"} | ({"autocomplete": autocomplete} if autocomplete else {})
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        return phones.kept(super().to_python(_without_nul(value)) or "")


class Mailbox(forms.CharField):
    """An e-mail address. The control is a plain line: a browser's e-mail control rewrites a domain of other letters."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        address = super().clean(_without_nul(value))
        return mailboxes.read(address) if address else ""


class FastSelect(forms.Select):
    """A select whose options are joined as escaped strings: Django renders each option by a template of its own, which costs most of the page's time."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = {str(value)} if value is not None else set()
        parts = []
        for label, options in _groups(self.choices):
            inside = "".join(f'<option value="{escape(key)}"{" selected" if str(key) in chosen else ""}>{escape(text)}</option>' for key, text in options)
            parts.append(f'<optgroup label="{escape(label)}">{inside}</optgroup>' if label else inside)
        pairs = {"name": name, **self.build_attrs(self.attrs, attrs)}
        flat = "".join(f" {key}" if item is True else f' {key}="{escape(item)}"' for key, item in pairs.items() if item not in (None, False))
        return mark_safe(f"<select{flat}>{''.join(parts)}</select>")


class Radios(forms.ChoiceField):
    """A choice shown as radio buttons, none of them chosen unless given."""

    def __init__(self, *, choices: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(choices=choices.choices, widget=forms.RadioSelect, **kwargs)


class Chosen(forms.ChoiceField):
    """A choice shown as a select that begins with an empty option."""

    def __init__(self, *, choices: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(choices=[("", "–"), *choices.choices], widget=FastSelect, **kwargs)


def _groups(choices: Iterable[Any]) -> Iterator[tuple[str, list[tuple[Any, Any]]]]:
    for key, text in choices:
        if isinstance(text, (list, tuple)):
            yield str(key), list(text)
        else:
            yield "", [(key, text)]


def _without_nul(value: Any) -> Any:
    """Django's own answer to a NUL is an error; ours is to drop it, as every other control."""
    return value.replace("\x00", "") if isinstance(value, str) else value
