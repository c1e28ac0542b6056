"""E-mail addresses."""

import pytest
from django.core.exceptions import ValidationError

from registration import mailboxes


@pytest.mark.parametrize(
    "address",
    ["desk@пример.испытание", "first.l'ast+cica@example.museum", "a@xn--e1afmkfd.xn--80akhbyknj4f", "A.Sadykova@Example.org", "delegate@例子.中国"],
)
def test_v11_what_can_be_reached_is_kept_as_typed(address: str) -> None:
    assert mailboxes.read(f" {address} ") == address


@pytest.mark.parametrize("address", ["имя@example.org", "张三@例子.中国", "айгерим@пример.испытание"])
def test_v11_a_mailbox_beyond_latin_letters_gets_a_kind_sentence(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mailboxes.read(address)
    assert refused.value.messages == ["Enter an e-mail address with Latin letters before the @, such as name@example.org: mail cannot reach the other one"]


@pytest.mark.parametrize(
    "address",
    [
        "foo@",
        "foo",
        "@example.org",
        "foo@@example.org",
        "a b@example.org",
        "a@example.org\nBcc: leak@example.org",
        "a@exam\r\nple.org",
        "a@-.org",
        "a@x\x00.org",
    ],
)
def test_v09_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        mailboxes.read(address)
    assert refused.value.messages == ["Enter an e-mail address such as name@example.org"]


def test_an_address_written_with_wide_signs_is_read() -> None:
    assert mailboxes.read("name＠example.org") == "name@example.org"


def test_too_long() -> None:
    with pytest.raises(ValidationError) as refused:
        mailboxes.read("a" * 250 + "@example.org")
    assert refused.value.messages == ["Shorten the e-mail address to 254 characters or fewer"]


def test_same() -> None:
    assert mailboxes.same("KNOWN@Example.ORG", "known@example.org")
    assert not mailboxes.same("known@example.org", "known@example.com")
