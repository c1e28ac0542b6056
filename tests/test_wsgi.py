from wsgiref.util import setup_testing_defaults

import pytest

from seminar_portal.wsgi import loopback_only


def ask(remote_address):
    answers = []

    def inner(environ, start_response):
        start_response("200 OK", [])
        return [b"page"]

    environ = {"REMOTE_ADDR": remote_address}
    setup_testing_defaults(environ)
    body = b"".join(loopback_only(inner)(environ, lambda status, headers: answers.append(status)))
    return answers, body


@pytest.mark.parametrize("remote_address", ["127.0.0.1", "::1"])
def test_callers_of_this_machine_are_answered(remote_address):
    assert ask(remote_address) == (["200 OK"], b"page")


@pytest.mark.parametrize("remote_address", ["192.0.2.7", "2001:db8::1", "", None])
def test_anybody_else_is_not(remote_address):
    assert ask(remote_address) == (["403 Forbidden"], b"This demonstration answers callers on its own machine only.\n")
