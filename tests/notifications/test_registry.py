from pathlib import Path

import pytest
from django.conf import settings

from notifications import registry
from notifications.registry import Fill
from tests.factories.directory import user_with


def test_the_part_before_the_colon():
    assert registry.prefix_of("registration:17") == "registration"


def test_a_prefix_that_nobody_registered_has_no_filler_and_no_reader(prefixes):
    assert registry.filler_for("test:1") is None
    assert registry.readable_prefixes(object()) == []


def test_registering_again_replaces(prefixes):
    one, two = (lambda mail, now: Fill({"a": "1"})), (lambda mail, now: Fill({"a": "2"}))
    prefixes("test", filler=one, may_read=lambda user: False)
    prefixes("test", filler=two)
    assert registry.filler_for("test:1") is two
    assert registry.readable_prefixes(object()) == ["test"]


@pytest.mark.django_db
def test_the_apps_above_have_registered_theirs():
    assert registry.filler_for("registration:1") is not None
    assert "registration" in registry.readable_prefixes(user_with("registration.view_registration"))
    assert registry.readable_prefixes(user_with()) == []


def test_every_kind_of_message_is_called_by_words():
    """A folder of templates is a kind; what staff read in the list is never its path."""
    folders = [path for path in (Path(settings.BASE_DIR) / "templates/emails").glob("*/*") if path.is_dir()]
    assert len(folders) > 25
    assert [str(path) for path in folders if registry.kind_words(f"{path.parent.name}/{path.name}") == f"{path.parent.name}/{path.name}"] == []
    assert registry.kind_words("registration/received") == "registration received"
    assert registry.kind_words("test/letter") == "test/letter"
