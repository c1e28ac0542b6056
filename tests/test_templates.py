"""Every template of ours compiles, whether or not a test renders it."""

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
