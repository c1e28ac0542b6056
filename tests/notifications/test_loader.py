"""What looks like a placeholder counts only where a template says it."""

import re

from django.conf import settings

from notifications.rendering import render_mail


def test_placeholders_stand_outside_translated_blocks():
    """Inside ``blocktranslate`` the mark would be part of the sentence to translate, and no catalogue would know it."""
    folder = settings.BASE_DIR / "templates" / "emails"
    inside = re.compile(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", re.DOTALL)
    wrong = [path.name for path in folder.rglob("*.txt") for block in inside.findall(path.read_text()) if "[[" in block]
    assert wrong == []


def test_the_mark_never_reaches_the_stored_text(written):
    mail = render_mail(written("s", "[[personal_link]] and [[joining_details]]"), {}, "en")
    assert mail.text == "[[personal_link]] and [[joining_details]]\n"
    assert "\ue000" not in mail.html


def test_a_mark_with_another_secret_is_only_text(written):
    mail = render_mail(written("s", "{{ typed }}"), {"typed": "\ue0000123456789abcdef:personal_link\ue001"}, "en")
    assert mail.text == "\ue0000123456789abcdef:personal_link\ue001\n"
