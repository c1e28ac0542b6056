from html.parser import HTMLParser

import pytest
from django.utils.translation import gettext_lazy

from notifications.rendering import FSI, LRM, PDI, html_of, isolate, language_tag, one_line, plain, render_mail


class Seen(HTMLParser):
    """What a browser makes of HTML: the elements, and the text that is shown."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.shown, self.addresses = [], "", []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "a":
            self.addresses.append(dict(attrs)["href"])
        if tag == "br":
            self.shown += ""

    def handle_data(self, data):
        self.shown += data


TITLE = """Experts' Seminar: "R&D" <pilot>"""
FOLDER = ("{{ reference }}: {{ title }}", "{% load mail %}Dear {{ name|isolate }},\n\nInstitution: {{ institution|isolate }}\n\n{{ title|isolate }}\n")


def rendered(written, **values):
    return render_mail(
        written(*FOLDER), {"reference": "BIO-2027-0042", "title": TITLE, "name": "Sinéad O'Brien", "institution": "Water & Soil", **values}, "en"
    )


def body_of(html):
    return html[html.index("<body") :]


def test_v10_the_same_signs_in_subject_text_and_html(written):
    mail = rendered(written)
    assert mail.subject == """BIO-2027-0042: Experts' Seminar: "R&D" <pilot>"""
    assert mail.text == """Dear Sinéad O'Brien,\n\nInstitution: Water & Soil\n\nExperts' Seminar: "R&D" <pilot>\n"""
    seen = Seen(body_of(mail.html))
    shown = " ".join(seen.shown.split())
    assert shown == """Dear Sinéad O'Brien, Institution: Water & Soil Experts' Seminar: "R&D" <pilot>"""
    assert "pilot" not in seen.tags
    for wrong in ("&amp;amp;", "&amp;#x27;", "&amp;lt;"):
        assert wrong not in mail.html
    for wrong in ("&#x27;", "&#39;", "&amp;", "&lt;", "&quot;"):
        assert wrong not in mail.subject + mail.text


def test_v06_a_right_to_left_name_is_isolated(written):
    folder = written("{{ reference }}", "{% load mail %}{{ name|isolate }}, {{ reference|isolate }}\n")
    mail = render_mail(folder, {"name": "ليلى الحسيني", "reference": "BIO-2027-0042"}, "en")
    assert f"<bdi>ليلى الحسيني</bdi>{LRM}, <bdi>BIO-2027-0042</bdi>" in mail.html
    assert mail.text == f"{FSI}ليلى الحسيني{PDI}, BIO-2027-0042\n"


def test_v06_direction_controls_in_a_value_cannot_leave_it():
    assert isolate("Aigerim\u202eavokydaS") == f"{FSI}AigerimavokydaS{PDI}"
    assert isolate(f"a{PDI}b{FSI}c\u2067d") == f"{FSI}abcd{PDI}"
    assert isolate("two\r\nlines\n\nmore") == f"{FSI}two{PDI}\n{FSI}lines{PDI}\n\n{FSI}more{PDI}"
    assert isolate("") == ""


def test_v27_markup_from_a_form_stays_text(written):
    mail = rendered(written, institution="<img src=x onerror=alert(1)>", name='"><script>alert(2)</script>', title="<style>*{}</style>")
    seen = Seen(body_of(mail.html))
    assert set(seen.tags) == {"body", "table", "tr", "td", "font", "p", "bdi"}
    assert "<img src=x onerror=alert(1)>" in seen.shown
    assert '"><script>alert(2)</script>' in seen.shown
    assert "Institution: <img src=x onerror=alert(1)>" in mail.text


def test_what_somebody_typed_is_no_link():
    assert (
        html_of(f"Institution: {isolate('https://evil.example/ or me@evil.example')}")
        == "<p>Institution: <bdi>https://evil.example/ or me@evil.example</bdi></p>"
    )


def test_a_typed_placeholder_is_shown_letter_by_letter(written):
    folder = written("{{ name }}", "{% load mail %}Dear {{ name|isolate }},\n\n[[personal_link]]\n")
    mail = render_mail(folder, {"name": "[[personal_link]]"}, "en")
    assert mail.text == "Dear [\u2060[personal_link]],\n\n[[personal_link]]\n"
    assert mail.html.count("[[personal_link]]") == 1
    assert mail.subject == "[\u2060[personal_link]]"


def test_v30_the_language_is_the_readers(written):
    folder = written("{% load i18n %}{% translate 'January' %}", "{% load i18n %}{{ lazy }}, {% translate 'Monday' %}, {{ language }}")
    lazy = gettext_lazy("Tuesday")  # Django's own catalogues are there in every language
    mails = {code: render_mail(folder, {"lazy": lazy}, code) for code in ("ru", "en", "zh-hans")}
    assert {code: (mail.subject, mail.text) for code, mail in mails.items()} == {
        "ru": ("Январь", "Вторник, Понедельник, ru\n"),
        "en": ("January", "Tuesday, Monday, en\n"),
        "zh-hans": ("一月", "星期二, 星期一, zh-hans\n"),
    }
    assert '<html lang="zh-Hans" dir="ltr">' in mails["zh-hans"].html


def test_headings_lists_links_and_paragraphs():
    text = "# Programme & days\nTwo afternoons.\n- one\n- two\nAfter the list\nand its second line.\n\n\n"
    text += "See https://example.org/a?b=1&c=2 (or https://example.org/d). Write to desk@example.org."
    assert html_of(text) == (
        "<h2>Programme &amp; days</h2>\n"
        "<p>Two afternoons.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<p>After the list<br>\nand its second line.</p>\n"
        '<p>See <a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a> '
        '(or <a href="https://example.org/d">https://example.org/d</a>). Write to <a href="mailto:desk@example.org">desk@example.org</a>.</p>'
    )


def test_a_link_ends_before_chinese_marks():
    assert html_of("请看 https://example.org/zh-hans/。然后") == '<p>请看 <a href="https://example.org/zh-hans/">https://example.org/zh-hans/</a>。然后</p>'


def test_a_placeholder_on_its_own_line_is_a_block():
    assert html_of("Your page:\n[[personal_link]]\n\nOr [[personal_link]] here.") == (
        "<p>Your page:</p>\n<div>[[personal_link]]</div>\n<p>Or [[personal_link]] here.</p>"
    )


def test_headings_are_underlined_in_plain_text():
    assert plain(f"# The {FSI}first{PDI} day\nx\n\n# 议程\n") == "The first day\n-------------\nx\n\n议程\n----\n"


def test_the_text_has_no_loose_ends(written):
    folder = written(" a\n  b ", "\n\none  \n\n\n\ntwo\t\n   \nthree\n\n")
    mail = render_mail(folder, {}, "en")
    assert (mail.subject, mail.text) == ("a b", "one\n\ntwo\n\nthree\n")


@pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("ru", "ru"), ("zh-hans", "zh-Hans")])
def test_language_tags(code, tag):
    assert language_tag(code) == tag


def test_one_line():
    assert one_line("Dana\r\nBcc: leak@example.org\t x ") == "Dana Bcc: leak@example.org x"


def test_the_frame_loads_nothing_and_has_no_style_attributes(written):
    html = rendered(written).html
    assert "src=" not in html
    assert "style=" not in html
    assert "url(" not in html
    assert html.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
