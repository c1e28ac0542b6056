import pytest
from django.template import engines
from django.template.base import Origin, Template

from tests.unknown_variables import PROJECT, UnknownTemplateVariable


def render(source: str, file: str, **context: object) -> str:
    engine = engines["django"].engine
    from django.template import Context

    return Template(source, Origin(name=file, template_name="probe.html"), "probe.html", engine).render(Context(context))


OURS = str(PROJECT / "templates" / "probe.html")
THEIRS = str(PROJECT / ".venv" / "lib" / "django" / "probe.html")


@pytest.mark.parametrize(
    "source",
    ["{{ nobody }}", "{{ seminar.nothing }}", "{{ nobody|default:'x' }}", "{% load i18n %}{% blocktranslate %}a {{ nobody }}{% endblocktranslate %}"],
)
def test_unknown_name_in_our_template_fails(source):
    with pytest.raises(UnknownTemplateVariable, match=r"templates/probe.html, line 1: .*(nobody|nothing)"):
        render(source, OURS, seminar={"title": "x"})


def test_libraries_templates_are_rendered_as_ever():
    assert render("[{{ nobody }}|{{ nobody|default:'x' }}]", THEIRS) == "[|x]"


def test_known_and_empty_is_not_unknown():
    assert render("[{{ text }}{% if nobody %}!{% endif %}]", OURS, text="") == "[]"
