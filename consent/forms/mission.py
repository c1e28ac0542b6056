"""The answer of a state, as its focal point gives it on the page of a round."""

import datetime as dt
import secrets
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from directory import files
from directory.models import StoredFile, User
from seminar_portal.errors import Invalid

from .. import rules
from ..enums import LetterKind, OthersLearn
from ..models import Communication, Round
from ..selectors import Question
from .kept import keep_token, kept_file, retype

LONGEST = Communication._meta.get_field("summary").max_length or 0
# what is shown once more before it goes; the service insists on it for two of them
SHOWN_ONCE_MORE = rules.ASK_ONCE_MORE | {LetterKind.WITHDRAWAL}
KIND_WORDS = {
    LetterKind.CONSENT: pgettext_lazy("letter of a state", "Consent"),
    LetterKind.CONSENT_WITH_COMMENT: pgettext_lazy("letter of a state", "Consent, with a comment"),
    LetterKind.COMMENT: pgettext_lazy("letter of a state", "Comment"),
    LetterKind.QUESTION: pgettext_lazy("letter of a state", "Question"),
    LetterKind.EXTENSION_REQUEST: pgettext_lazy("letter of a state", "Request for more time"),
    LetterKind.AMENDMENT: pgettext_lazy("letter of a state", "Proposed amendment"),
    LetterKind.OBJECTION: pgettext_lazy("letter of a state", "Objection"),
    LetterKind.WITHDRAWAL: pgettext_lazy("letter of a state", "Withdrawal of the objection"),
}
SEND_WORDS = {
    LetterKind.AMENDMENT: gettext_lazy("Send amendment"),
    LetterKind.OBJECTION: gettext_lazy("Send objection"),
    LetterKind.WITHDRAWAL: gettext_lazy("Send withdrawal"),
}


def effect(kind: LetterKind, question: Question) -> str:
    """What a letter of this kind does in the round, if it comes in time."""
    round_ = question.round
    if kind in {LetterKind.CONSENT, LetterKind.CONSENT_WITH_COMMENT} and question.objects:
        return _("It does not withdraw the objection of your state: the Secretariat would have to decide which of the two counts.")
    if kind == LetterKind.CONSENT:
        return _("Your state agrees in writing.")
    if kind == LetterKind.CONSENT_WITH_COMMENT:
        return _("Your state agrees in writing, and says something with it.")
    if kind == LetterKind.COMMENT:
        return _("Neither consent nor objection. It changes nothing of what your state has said before.")
    if kind == LetterKind.QUESTION:
        return _("Goes to the Secretariat. The period runs on.")
    if kind == LetterKind.EXTENSION_REQUEST:
        return _("The Secretariat grants it to all states or refuses it. Until then the deadline stands.")
    if kind == LetterKind.WITHDRAWAL:
        return _("No objection of your state stands any more.")
    if kind == LetterKind.AMENDMENT and not round_.amendment_breaks:
        return _("By the rules of this round a proposed amendment does not break the silence.")
    return _breaks(kind, round_.objections_to_break)


def _breaks(kind: LetterKind, needed: int) -> str:
    if needed > 1:
        sentence = ngettext(
            "It counts as an objection. By the rules of this round %(count)s objection breaks the silence.",
            "It counts as an objection. By the rules of this round %(count)s objections break the silence.",
            needed,
        )
        return sentence % {"count": needed}
    if kind == LetterKind.AMENDMENT:
        return _("It breaks the silence like an objection: the question is not adopted as it is.")
    return _("It breaks the silence: the question is not adopted.")


def others(kind: LetterKind, question: Question) -> str:
    """What the other states learn of the letter, by the rules of the round."""
    silence = kind == LetterKind.OBJECTION or (kind == LetterKind.AMENDMENT and question.round.amendment_breaks)
    if not silence and kind != LetterKind.WITHDRAWAL:
        return _("The other states are not told of it.")
    learn = question.round.others_learn
    if learn == OthersLearn.NOTHING:
        return _("By the rules of this round the other states are not told of it.")
    if kind == LetterKind.WITHDRAWAL:
        if learn == OthersLearn.NAMED:
            return _("Where the states were told of the objection, the Secretariat tells them of its withdrawal, with the name of your state.")
        return _("Where the states were told of the objection, the Secretariat tells them of its withdrawal, without a name.")
    if learn == OthersLearn.NAMED:
        return _("By the rules of this round the Secretariat tells the other states that your state objects.")
    return _("By the rules of this round the Secretariat tells the other states that there is an objection, without a name.")


class KindSelect(forms.RadioSelect):
    """Each kind with a line about what it does (``hints``, by value), tied to its button."""

    hints: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        if option["hint"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs'].get('id', name)}_hint"
        return option


class AnswerForm(forms.Form):
    """What a focal point sends. The words and the file are kept through every error; ``form_token`` is minted for each showing and comes back.

    Every kind that may be sent is read, also one that is not offered now: the service says why not, and what comes late is kept (V24).
    """

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What your state says"),
        widget=KindSelect,
        choices=[(kind.value, kind.value) for kind in rules.SENDABLE],
        error_messages={
            "required": gettext_lazy("Choose what your state wishes to say."),
            "invalid_choice": gettext_lazy("Choose what your state wishes to say."),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("In words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=gettext_lazy("In any language. Needed for a comment, a question, a request and an amendment, unless a file says it."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Such as the scan of a note verbale: PDF, PNG, JPEG, TIFF or DOCX, 15 MB at most."),
        error_messages={
            "empty": gettext_lazy("This file is empty."),
            "invalid": gettext_lazy("This file did not arrive. Choose it again."),
        },
    )
    without_file = forms.BooleanField(label=gettext_lazy("Send it without this file"), required=False)
    kept_file = forms.CharField(widget=forms.HiddenInput, required=False)
    form_token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, data: Any = None, uploads: Any = None, *, question: Question, user: User, now: dt.datetime, **kwargs: Any) -> None:
        if data is not None and not data.get("form_token"):
            data = data.copy()
            data["form_token"] = secrets.token_urlsafe(24)
        kwargs["initial"] = {"form_token": secrets.token_urlsafe(24), **kwargs.get("initial", {})}
        super().__init__(data, uploads, **kwargs)
        self.question, self.user, self.now = question, user, now
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField) and isinstance(kind.widget, KindSelect)
        offered = offered_kinds(question) or (rules.SENDABLE if data is not None else ())
        kind.widget.choices = [(value.value, KIND_WORDS[value]) for value in offered]
        kind.widget.hints = {value.value: effect(value, question) for value in offered}
        self.fields["words"].optional_mark = False  # type: ignore[attr-defined]  # the hint says for what it is needed
        if self.kept is None:
            del self.fields["without_file"]

    @property
    def round(self) -> Round:
        return self.question.round

    @property
    def kept(self) -> StoredFile | None:
        """The file that an earlier sending of this form by the same person has stored already."""
        token = self.data.get("kept_file", "") if self.is_bound else self.initial.get("kept_file", "")
        stored = kept_file(token) if token else None
        return stored if stored is not None and (stored.owner, stored.stored_by_id) == (self._owner, self.user.pk) else None

    @property
    def _owner(self) -> str:
        return f"consent:{self.round.pk}"

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"].replace("\r\n", "\n").strip()
        if len(words) > LONGEST:
            raise forms.ValidationError(
                _("These are %(number)s characters, and %(most)s are the most. Shorten it, or send it as a file.") % {"number": len(words), "most": LONGEST}
            )
        return words

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        has_file = data.get("file") or "file" in self.errors or (self.kept is not None and not data.get("without_file"))
        if data.get("kind") in rules.NEED_WORDS and "words" in data and not data["words"] and not has_file:
            self.add_error("words", _("Write it in words, or add a file."))
        return data

    def store(self) -> StoredFile | None:
        """The file to be sent: the uploaded one, stored now, before any transaction; else the kept one. What cannot be kept becomes an error of its field."""
        upload = self.cleaned_data.get("file")
        if not upload:
            return None if self.cleaned_data.get("without_file") else self.kept
        try:
            stored = files.store_upload(upload=upload, owner=self._owner, by=self.user, now=self.now)
        except Invalid as refusal:
            self.add_error("file", str(refusal))
            return None
        retype(self, "kept_file", keep_token(stored))
        retype(self, "without_file", "")
        self.fields.setdefault("without_file", forms.BooleanField(label=_("Send it without this file"), required=False))
        return stored

    @property
    def letter_kind(self) -> LetterKind:
        return LetterKind(self.cleaned_data["kind"])

    def as_typed(self) -> dict[str, Any]:
        """What was typed, for a form that is shown again as if nobody had sent it, or for the hidden fields of the second step."""
        typed = {name: self.data.get(name, "") for name in ("kind", "words", "kept_file", "form_token")}
        return {**typed, "kept_file": ""} if self.cleaned_data.get("without_file") and not self.cleaned_data.get("file") else typed

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True  # the page's own form carries the token
        helper.form_show_errors = False  # the summary stands at the top of the page, the form far below
        kept = [HTML('{% include "consent/_kept.html" %}'), "without_file"] if "without_file" in self.fields else []
        helper.layout = Layout("form_token", "kept_file", Field("kind", template="consent/_kinds.html"), "words", "file", *kept)
        return helper


def offered_kinds(question: Question) -> tuple[LetterKind, ...]:
    """What the form offers: in the period whatever may be sent, a withdrawal only where an objection of the state stands; after it that alone, if at all."""
    if question.runs:
        return tuple(kind for kind in rules.SENDABLE if kind != LetterKind.WITHDRAWAL or question.may_withdraw)
    return (LetterKind.WITHDRAWAL,) if question.may_withdraw else ()


def send_words(kind: LetterKind) -> str:
    """The button of the second step."""
    return str(SEND_WORDS[kind])


def kind_words(kind: LetterKind) -> str:
    return str(KIND_WORDS[kind])
