import socket

import pytest

from notifications import message
from notifications.transport import NotHanded, hand_over
from tests.factories.notifications import NOON, mail

pytestmark = pytest.mark.django_db


def built(**kw):
    return message.build(mail(**kw), {}, now=NOON)


def refused(**kw):
    with pytest.raises(NotHanded) as refusal:
        hand_over(built(**kw))
    return str(refusal.value), refusal.value.again, refusal.value.perhaps_sent


def test_a_mail_goes_over_the_line(sink):
    assert hand_over(built(to_address="a@example.org", cc_address="b@example.org", to_name="Ақжол", body="Привет")) == ""
    (taken,) = sink.taken
    assert (taken.sender, taken.recipients) == ("seminars@example.org", ["a@example.org", "b@example.org"])
    assert taken.text.strip() == "Привет"
    assert taken.message["To"].addresses[0].display_name == "Ақжол"


def test_v11_the_envelope_is_ascii(sink):
    hand_over(built(to_address="desk@пример.испытание"))
    assert sink.taken[0].recipients == ["desk@xn--e1afmkfd.xn--80akhbyknj4f"]


def test_a_line_that_begins_with_a_dot_keeps_it(sink):
    hand_over(built(body=".hidden\n..\nend"))
    assert sink.taken[0].text.strip() == ".hidden\n..\nend"


def test_a_reader_who_is_refused_for_ever(sink):
    sink.handler.on_rcpt = lambda address: "550 5.1.1 No such user" if address == "a@example.org" else "250 OK"
    assert refused(to_address="a@example.org", cc_address="b@example.org") == (
        "The mail server refused the address a@example.org: 550 5.1.1 No such user",
        False,
        False,
    )
    assert sink.taken == []  # the copy alone would look as if the reader had it


def test_a_reader_who_is_refused_for_now(sink):
    sink.handler.on_rcpt = lambda address: "451 Greylisted"
    assert refused(to_address="a@example.org") == ("The mail server could not take it for a@example.org just now: 451 Greylisted", True, False)


def test_a_copy_that_is_refused_does_not_stop_the_mail(sink):
    sink.handler.on_rcpt = lambda address: "550 No such user" if address == "b@example.org" else "250 OK"
    assert hand_over(built(to_address="a@example.org", cc_address="b@example.org")) == "The copy to b@example.org was refused: 550 No such user"
    assert [taken.recipients for taken in sink.taken] == [["a@example.org"]]


@pytest.mark.parametrize(("answer", "again"), [("554 Looks like spam", False), ("452 Out of space", True)])
def test_a_text_that_is_refused(sink, answer, again):
    sink.handler.on_data = lambda: answer
    assert refused() == (f"The mail server refused the mail: {answer}", again, False)


def test_a_sender_who_is_refused_can_be_put_right_by_us(sink):
    sink.handler.on_mail = lambda address: "553 Not your address"
    assert refused() == ("The mail server did not accept us as the sender: 553 Not your address", True, False)


def test_a_line_that_breaks_after_the_text_may_have_sent_it(sink):
    sink.handler.on_data = lambda: "break"
    reason, again, perhaps_sent = refused()
    assert reason.startswith("The line to the mail server broke while the mail was handed over: ")
    assert (again, perhaps_sent) == (True, True)


def test_a_server_that_is_away(settings, sink):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
        reason, again, perhaps_sent = refused()
    assert reason.startswith("The mail server could not be reached: ")
    assert (again, perhaps_sent) == (True, False)


def test_a_server_that_never_answers(settings, sink):
    settings.EMAIL_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as hole:
        settings.EMAIL_PORT = hole.getsockname()[1]
        assert refused() == ("The mail server did not take it: Connection unexpectedly closed: timed out", True, False)


def test_other_backends_are_asked_too(settings, mailoutbox):
    assert hand_over(built(to_address="a@example.org")) == ""
    assert [sent.to for sent in mailoutbox] == [["a@example.org"]]


def test_a_full_disk_is_for_the_time_being(settings, tmp_path):
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    (tmp_path / "file").touch()
    settings.EMAIL_FILE_PATH = tmp_path / "file" / "mail"  # below a file there is no folder
    reason, again, perhaps_sent = refused()
    assert reason.startswith("The mail server could not be reached: ")
    assert (again, perhaps_sent) == (True, False)
