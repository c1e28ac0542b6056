import pytest

from consent import services
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from tests.factories import consent

LONG = "first.secretary." + "a" * 48 + "@" + ".".join(letter * 60 for letter in "bcd") + ".example.org"


@pytest.mark.django_db
def test_two_long_addresses_that_differ_only_at_the_end_get_a_mail_each():
    """The key against doubles has 200 characters. Cut there, it would take the second address for the first; capitals make no other address."""
    consent.few_states()
    addresses = [LONG, LONG.removesuffix("org") + "net"]
    boxes = "\n".join([*addresses, LONG.upper()])
    Mission.objects.create(party=Party.objects.get(code="KR"), kind="embassy", city="Seoul", zone="Asia/Seoul", mailboxes=boxes)
    officer = consent.officer()
    services.circulate(round_id=consent.opened(by=officer).pk, by=officer, now=consent.DURING)
    mails = OutgoingEmail.objects.order_by("pk")
    assert sorted(mail.to_address for mail in mails) == sorted(addresses)
    assert LONG[:200] == addresses[1][:200] and all(len(mail.dedupe_key) < 80 for mail in mails)
