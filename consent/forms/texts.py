"""The text that states are asked to agree to, with its files; its correction; and the round that asks anew."""

import copy
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import files
from directory.models import StoredFile, User
from seminar_portal.errors import Invalid

from .. import content
from ..enums import Enclosure
from ..models import Round, TextVersion
from ..services import FileData, Terms, TextData
from .base import StaffForm
from .kept import keep_token, kept_file, retype
from .terms import ANSWERING, BREAKING, PERIOD, RULES, TermsForm

SPARE_ROWS = 4


class FileRow(forms.Form):
    """One enclosure: a file, or one that is kept from before."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Enclosure"), choices=Enclosure.choices, initial=Enclosure.CONCEPT, required=False)
    title = forms.CharField(label=gettext_lazy("Title (optional)"), max_length=300, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, initial="en", required=False)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    leave_out = forms.BooleanField(label=gettext_lazy("leave this file out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.stored: StoredFile | None = None

    @property
    def name(self) -> str:
        """What the row is called in a list of errors."""
        upload = self.files.get(self.add_prefix("file"))
        kept = self.kept_file()
        return str(upload.name) if upload else kept.name if kept else _("File")

    def kept_file(self) -> StoredFile | None:
        token = self.data.get(self.add_prefix("kept"), "") if self.is_bound else self.initial.get("kept", "")
        return kept_file(token)

    def store(self, owner: str, by: User, now: dt.datetime) -> None:
        """Stores the upload, or takes the kept file, unless it is to be left out. An upload that cannot be kept is an error of its field."""
        upload = self.cleaned_data.get("file")
        if not upload:
            self.stored = None if self.cleaned_data.get("leave_out") else self.kept_file()
            return
        try:
            self.stored = files.store_upload(upload=upload, owner=owner, by=by, now=now)
        except Invalid as refusal:
            self.add_error("file", str(refusal))
            return
        retype(self, "kept", keep_token(self.stored))

    def entry(self) -> FileData | None:
        data = self.cleaned_data
        if self.stored is None:
            return None
        kind, language = data.get("kind") or Enclosure.OTHER, data.get("language") or "en"
        return FileData(self.stored, Enclosure(kind), data.get("title", ""), language, content.words_of(self.stored))


class TextForm(StaffForm):
    """Words and files of a version. Starts from the version before, whose files are kept unless they are left out."""

    wording = forms.CharField(
        label=gettext_lazy("Text in words"),
        required=False,
        help_text=gettext_lazy("What the states are asked to agree to, paragraph by paragraph. It may be left out where the files say all."),
        widget=forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField"}),
    )
    authentic_language = forms.ChoiceField(label=gettext_lazy("Authentic language"), choices=settings.LANGUAGES, initial="en")
    change_note = forms.CharField(
        label=gettext_lazy("What changed against the version before (optional)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ((gettext_lazy("The text"), ("wording", "authentic_language", "change_note")),)

    def __init__(self, data: Any = None, uploads: Any = None, *, round_: Round, version: TextVersion | None, **kwargs: Any) -> None:
        if version is not None:
            kwargs["initial"] = {"wording": version.wording, "authentic_language": version.authentic_language, **kwargs.get("initial", {})}
        super().__init__(data, uploads, **kwargs)
        self.round, self.version = round_, version
        if version is None:
            self.fields.pop("change_note", None)
        self.before = [
            {"kept": keep_token(entry.file), "kind": entry.kind, "title": entry.title, "language": entry.language}
            for entry in (version.files.select_related("file") if version else [])
        ]
        self.rows = [FileRow(data, uploads, prefix=f"file-{place}", initial=initial) for place, initial in enumerate(self._initial_rows(data))]

    def _initial_rows(self, data: Any) -> Iterator[Mapping[str, Any]]:
        if data is None:
            yield from [*self.before, *({} for _spare in range(SPARE_ROWS))]
            return
        place = 0
        while f"file-{place}-kind" in data and place < 60:
            yield {}
            place += 1

    def is_multipart(self) -> bool:
        return True

    def store(self, by: User) -> None:
        """Stores what was uploaded, before any transaction; a file that cannot be kept becomes an error of this form too."""
        for row in self.rows:
            row.is_valid()
            row.store(f"consent:{self.round.procedure_id}", by, self.now)
            for problems in row.errors.values():
                for problem in problems:
                    self.add_error(None, f"{row.name}: {problem}")

    def typed(self) -> list[tuple[str, str]]:
        found = super().typed()
        for row in self.rows:
            data: Any = row.data  # its own: it has the token of what was stored
            found += [(name, value) for name in map(row.add_prefix, row.fields) for value in data.getlist(name)]
        return found

    def file_names(self) -> list[str]:
        return [row.stored.name for row in self.rows if row.stored is not None]

    def text(self) -> TextData:
        """The version, its files read for their words. Raises nothing for an empty one: the service does."""
        data = self.cleaned_data
        entries = [row.entry() for row in self.rows]
        return TextData(
            wording=data["wording"],
            files=tuple(entry for entry in entries if entry is not None),
            authentic_language=data["authentic_language"],
            change_note=data.get("change_note", ""),
        )

    def changed_text(self) -> TextData | None:
        """The version if anything of it is new, else None: then the same version is asked about again."""
        text = self.text()
        if self.version is None:
            return text if text.wording.strip() or text.files else None
        was = [(entry.file_id, entry.kind, entry.title, entry.language) for entry in self.version.files.all()]
        now = [(entry.file.pk, entry.kind.value, entry.title, entry.language) for entry in text.files]
        wording = text.wording.strip().replace("\r\n", "\n")
        same = wording == self.version.wording and text.authentic_language == self.version.authentic_language and was == now
        return None if same and not text.change_note.strip() else text


class CorrigendumForm(TextForm):
    """The correction of a misprint, which an officer declares to be none of substance."""

    not_substantive = forms.BooleanField(
        label=gettext_lazy("I declare that this correction changes nothing of substance"),
        error_messages={
            "required": gettext_lazy(
                "A corrigendum is for what changes nothing of substance, and an officer must declare that. Anything else needs a new round."
            )
        },
    )
    first_groups = ((gettext_lazy("The correction"), ("change_note", "not_substantive")),)
    groups = ((gettext_lazy("The text as corrected"), ("wording", "authentic_language")),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.setdefault("change_note", copy.deepcopy(self.base_fields["change_note"]))
        field.label, field.required = _("What is corrected"), True
        field.help_text = _("The states are told in these words, such as “in paragraph 2, ‘17 November’ in place of ‘17 October’”.")
        field.error_messages["required"] = _("Say what the corrigendum corrects: the states are told in these words.")


class NewRoundForm(TextForm, TermsForm):
    """The next round: its text, which starts from the last version, its rules, and why it takes the place of the one before."""

    words = forms.CharField(
        label=gettext_lazy("Why a new round (optional)"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
    )
    first_groups = ((gettext_lazy("The round before"), ("words",)),)
    groups = (
        (gettext_lazy("The text"), ("wording", "authentic_language", "change_note")),
        (gettext_lazy("What breaks the silence"), BREAKING),
        (gettext_lazy("Who answers, and how"), ANSWERING),
        (gettext_lazy("The period"), PERIOD),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs["initial"] = {**{name: getattr(round_, name) for name in RULES}, **kwargs.get("initial", {})}
        super().__init__(*args, round_=round_, **kwargs)

    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in RULES})
