"""Every template of ours compiles, whether or not a test renders it."""

import re
from pathlib import Path

import pytest
from django.template import engines

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    engine = engines["text" if name.endswith(".txt") else "django"]
    assert engine.get_template(name).origin.name == str(TEMPLATES / name)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html") and not name.startswith("emails/")])
def test_no_style_and_no_script_stands_in_a_page(name):
    """The content security policy would stop them; ``default-src 'self'`` has no exceptions."""
    source = (TEMPLATES / name).read_text()
    found = [sign for sign in (" style=", "<style", "<script>", " onclick=", " onsubmit=", " onchange=", "javascript:") if sign in source]
    assert found == []


SOURCES = {name: (TEMPLATES / name).read_text() for name in NAMES}
# what blocktranslate holds is one sentence for the translators, punctuation and all
_whole = re.compile(r"\{% (blocktranslate|comment)\b.*?\{% end\1 %\}", re.DOTALL)
_glued = re.compile(r"(\}\}|%\})(</\w+>)?\s?[,;:.]\s+(<\w+[^>]*>)?(\{\{|\{%)")
_date_pattern = re.compile(r"""\|date:["']([^"']*)["']""")


def test_no_template_prints_a_date_in_words_by_a_pattern_of_its_own():
    """Only the clock's tags do (``day_words``, ``short_moment``…): their patterns are translated. Numbers alone, as machines read them, may stand."""
    patterns = [(name, found) for name, source in SOURCES.items() for found in _date_pattern.findall(source)]
    assert [(name, found) for name, found in patterns if found != "c" and set(found) & set("FEMNlDbSrP")] == []
    assert patterns, "the datetime of a deadline is written for machines"


def test_no_template_glues_words_with_a_comma_of_its_own():
    """Lists go through ``separated``, ``parted`` or ``listed``, sentences through blocktranslate; between facts stands a middle dot."""
    found = [(name, match[0]) for name, source in SOURCES.items() for match in _glued.finditer(_whole.sub("{{ sentence }}", source))]
    assert found == []
    assert [name for name, source in SOURCES.items() if "|join:" in source] == []


_counting = re.compile(r"\{% blocktranslate\b[^%]*?(?<!=)\bcount (\w+)=(\S+)[^%]*%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)


def test_every_count_in_a_sentence_is_grouped():
    """``count counter=rows|grouped`` chooses the plural and writes 2,310. Not asked of the consent: it counts states, of which there are some thirty."""
    bare = [
        (name, match[0])
        for name, source in SOURCES.items()
        for match in _counting.finditer(source)
        if "consent/" not in name and f"{{{{ {match[1]} }}}}" in match[3] and not match[2].endswith("|grouped")
    ]
    assert bare == []
    assert len([name for name, source in SOURCES.items() if _counting.search(source)]) > 20


def test_glue_is_found():
    assert _glued.search("<b>{{ name }}</b>, {{ state }}")
    assert _glued.search('{% translate "Fax" %}: {{ number }}')
    assert not _glued.search(_whole.sub("{{ sentence }}", "{% blocktranslate %}{{ who }}, {{ when }}{% endblocktranslate %} {{ more }}"))
