"""The template pack of our forms, with a small form that has every kind of field."""

from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms


class Element:
    def __init__(self, tag, attrs, parent):
        self.tag, self.attrs, self.parent, self.text = tag, dict(attrs), parent, ""


class Page(HTMLParser):
    """The elements of a page with their attributes and the text inside each."""

    VOID = frozenset({"input", "br", "meta", "link", "img", "hr"})

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(html)
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> is set twice"
        element = Element(tag, attrs, self.open[-1] if self.open else None)
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        for element in self.open:
            element.text += data

    def by_id(self, key):
        (found,) = [element for element in self.elements if element.attrs.get("id") == key]
        return found

    def all(self, tag, **attrs):
        return [element for element in self.elements if element.tag == tag and all(element.attrs.get(name) == value for name, value in attrs.items())]


class SmallForm(forms.Form):
    family_name = forms.CharField(label="Family name", help_text="As in your passport", error_messages={"required": "Enter a family name or a first name"})
    middle_name = forms.CharField(label="Middle name", required=False)
    gender = forms.ChoiceField(
        label="Gender", choices=[("m", "Male"), ("f", "Female")], widget=forms.RadioSelect, help_text="As you wish", error_messages={"required": "Choose one"}
    )
    nation = forms.ChoiceField(label="Nation", choices=[("", "Choose"), ("KZ", "Kazakhstan")], error_messages={"required": "Choose your state or organisation"})
    email = forms.EmailField(
        label="E-mail", help_text="The confirmation goes here", error_messages={"invalid": "Enter an e-mail address, such as name@example.org"}
    )
    agreed = forms.BooleanField(label="My address may be printed", required=False)
    topic = forms.CharField(label="Speech topic", required=False, widget=forms.Textarea)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Name", "family_name", Div("middle_name", css_class="pair")), "gender", "nation", "email", "agreed", "topic", "token"
        )
        self.helper.add_input(Submit("", "Send", css_class="wide"))


def page(form) -> Page:
    return Page(render_crispy_form(form, form.helper))


@pytest.fixture
def blank():
    return page(SmallForm())


@pytest.fixture
def wrong():
    return page(SmallForm({"family_name": "", "middle_name": 'Kairat\'s "son" <b>', "email": "foo@", "topic": "Steppe", "token": "t1", "agreed": "on"}))


def test_each_control_has_its_label_above_and_its_hint(blank):
    assert [(label.attrs["for"], " ".join(label.text.split())) for label in blank.all("label")] == [
        ("id_family_name", "Family name"),
        ("id_middle_name", "Middle name (optional)"),
        ("id_gender_0", "Male"),
        ("id_gender_1", "Female"),
        ("id_nation", "Nation"),
        ("id_email", "E-mail"),
        ("id_agreed", "My address may be printed"),
        ("id_topic", "Speech topic (optional)"),
    ]
    assert blank.by_id("id_family_name_helptext").text == "As in your passport"
    order = [element.attrs.get("id") or element.attrs.get("for") for element in blank.elements]
    assert order.index("id_family_name_helptext") < order.index("id_family_name", order.index("id_family_name_helptext"))


def test_a_group_of_choices_is_a_fieldset_with_its_legend(blank):
    legends = [(legend.text.strip(), legend.parent.attrs.get("aria-describedby")) for legend in blank.all("legend")]
    assert legends == [("Name", None), ("Gender", "id_gender_helptext")]


def test_a_blank_form_says_nothing_of_errors(blank):
    assert [element for element in blank.elements if "aria-invalid" in element.attrs] == []
    assert blank.all("div", role="alert") == []


def test_v26_one_link_per_error_to_the_control_itself(wrong):
    (summary,) = wrong.all("div", role="alert")
    assert summary.attrs["tabindex"] == "-1"
    assert wrong.by_id(summary.attrs["aria-labelledby"]).text == "There is a problem"
    links = [(link.attrs["href"], link.text) for link in wrong.all("a")]
    assert links == [
        ("#id_family_name", "Enter a family name or a first name"),
        ("#id_gender_0", "Choose one"),
        ("#id_nation", "Choose your state or organisation"),
        ("#id_email", "Enter an e-mail address, such as name@example.org"),
    ]
    for target, _sentence in links:
        assert wrong.by_id(target[1:]).tag in ("input", "select")


@pytest.mark.parametrize(
    ("name", "described_by"),
    [
        ("family_name", "id_family_name_helptext id_family_name_error"),
        ("nation", "id_nation_error"),
        ("email", "id_email_helptext id_email_error"),
    ],
)
def test_v26_each_wrong_control_is_tied_to_its_hint_and_its_error(wrong, name, described_by):
    control = wrong.by_id(f"id_{name}")
    assert (control.attrs["aria-invalid"], control.attrs["aria-describedby"]) == ("true", described_by)


def test_v26_wrong_radios_are_tied_by_their_fieldset(wrong):
    radios = wrong.all("input", type="radio")
    assert [radio.attrs["aria-invalid"] for radio in radios] == ["true", "true"]
    assert wrong.by_id("div_id_gender").attrs["aria-describedby"] == "id_gender_helptext id_gender_error"


def test_v26_the_same_sentence_stands_at_the_field(wrong):
    for link in wrong.all("a"):
        key = link.attrs["href"][1:].removesuffix("_0")
        assert wrong.by_id(f"{key}_error").text.strip() == link.text
        assert "wrong" in wrong.by_id(f"div_{key}").attrs["class"].split()


def test_v26_everything_else_typed_is_kept(wrong):
    assert wrong.by_id("id_middle_name").attrs["value"] == 'Kairat\'s "son" <b>'
    assert wrong.by_id("id_email").attrs["value"] == "foo@"
    assert wrong.by_id("id_topic").text.strip() == "Steppe"
    assert "checked" in wrong.by_id("id_agreed").attrs
    assert wrong.by_id("id_token").attrs["value"] == "t1"


def test_every_id_is_there_once(wrong):
    ids = [element.attrs["id"] for element in wrong.elements if "id" in element.attrs]
    assert len(ids) == len(set(ids))


def test_what_describes_is_there(wrong):
    """No control names a hint or an error that the page does not have."""
    ids = {element.attrs.get("id") for element in wrong.elements}
    named = {key for element in wrong.elements for key in element.attrs.get("aria-describedby", "").split()}
    assert named - ids == set()
    assert len(named) == 7


def test_an_error_of_the_whole_form_stands_in_the_summary():
    form = SmallForm({})
    form.add_error(None, "Registration is closed")
    (summary,) = page(form).all("div", role="alert")
    assert "Registration is closed" in summary.text


def test_a_field_that_is_not_required_may_leave_out_the_mark():
    form = SmallForm()
    form.fields["middle_name"].optional_mark = False
    assert page(form).by_id("div_id_middle_name").text.split() == ["Middle", "name"]


def test_the_form_posts_without_the_browsers_own_bubbles(blank):
    (form,) = blank.all("form")
    assert (form.attrs["method"], "novalidate" in form.attrs) == ("post", True)
    (button,) = blank.all("button")
    assert (button.attrs["type"], button.text, "name" in button.attrs) == ("submit", "Send", False)


def test_fields_and_layouts_take_classes_and_ids():
    form = SmallForm()
    form.helper.layout = Layout(Div("email", css_id="mail", css_class="pair", data_kind="x"))
    found = page(form).by_id("mail")
    assert (found.attrs["class"], found.attrs["data-kind"]) == ("pair", "x")


def test_a_formset_is_drawn_whole():
    formset = forms.formset_factory(SmallForm, extra=2)()
    helper = FormHelper()
    found = Page(render_crispy_form(formset, helper))
    assert [element.attrs["name"] for element in found.all("input", type="email")] == ["form-0-email", "form-1-email"]
    assert found.by_id("id_form-TOTAL_FORMS").attrs["value"] == "2"
