"""No log holds a personal link (seminar_portal/logs.py and server_log.py)."""

import http.client
import io
import logging
import socket
import subprocess
from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from seminar_portal.logs import Masked, masked
from tests.processes import GUNICORN, PROJECT, environment, until

TOKEN = signing.Signer(sep=".", salt="x", key="x" * 50).sign_object([17, 1])
SIGNED = signing.dumps([17, 1], salt="x", key="x" * 50)
OPTION = ["--logger-class", "seminar_portal.server_log.MaskedLogger"]


def names_with_a_token(patterns: Any, prefix: str = "") -> Iterable[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_with_a_token(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and "token" in pattern.pattern.converters:
            yield f"{prefix}{pattern.name}"


def test_every_address_with_a_key_is_masked_in_each_language_whole_or_cut_short() -> None:
    names = set(names_with_a_token(get_resolver().url_patterns))
    assert {"registration:personal", "registration:withdraw", "admin:password_from_link"} <= names
    for name in names:
        for language in dict(settings.LANGUAGES):
            for token in (TOKEN, TOKEN[:-1], TOKEN[:-20], TOKEN.replace(".", "")):
                with translation.override(language):
                    address = reverse(name, args=[token])
                said = masked(f'Not Found: {address} 404 "https://seminar.example.org{address}?page=1"')
                assert (token in said, said.count("[key]")) == (False, 2), said


@pytest.mark.parametrize("text", ["/admin/registration/registration/17/change/", "/seminars/biodiversity/register/", "/admin/password/forgotten/", "a.b: c.d"])
def test_other_addresses_stay_whole(text: str) -> None:
    assert masked(f"Not Found: {text}") == f"Not Found: {text}"


def test_a_signed_value_is_masked_wherever_it_stands() -> None:
    assert masked(f"after={SIGNED}&scan={TOKEN}") == "after=[key]&scan=[key]"


def test_messages_arguments_and_tracebacks_are_masked() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Masked(**{name: value for name, value in settings.LOGGING["formatters"]["plain"].items() if name != "()"}))
    log = logging.getLogger("tests.logs")
    log.addHandler(handler)
    try:
        raise ValueError(f"/registrations/{TOKEN}/correct/")
    except ValueError:
        log.exception("Internal Server Error: %s", f"/registrations/{TOKEN}/")
    finally:
        log.removeHandler(handler)
    said = stream.getvalue()
    assert "ERROR tests.logs: Internal Server Error: /registrations/[key]/\n" in said
    assert said.rstrip().endswith("ValueError: /registrations/[key]/correct/")
    assert TOKEN not in said


def test_the_portal_writes_with_it() -> None:
    assert settings.LOGGING["formatters"]["plain"]["()"] == f"{Masked.__module__}.{Masked.__qualname__}"
    assert [type(handler.formatter) for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler] == [Masked]


def test_both_ways_of_running_the_web_server_mask_its_log() -> None:
    from seminar_portal.management.commands.demo import children

    web = children("127.0.0.1", 8000)[0].command
    assert web[web.index(OPTION[0]) :][:2] == OPTION
    assert '"--logger-class", "seminar_portal.server_log.MaskedLogger"' in (PROJECT / "Dockerfile").read_text().splitlines()[-1]


def test_the_web_servers_errors_and_its_access_log_are_masked() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*GUNICORN, "--bind", f"127.0.0.1:{port}", "--workers", "1", "--access-logfile", "-", *OPTION, "tests.processes:broken"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=PROJECT, env=environment())
    try:
        until(lambda: knocked(port, f"/registrations/{TOKEN}/"))
    finally:
        server.terminate()
        said, _nothing = server.communicate(timeout=15)
    assert "Error handling request GET /registrations/[key]/" in said
    assert '"GET /registrations/[key]/ HTTP/1.1"' in said
    assert TOKEN not in said


def knocked(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Referer": f"http://127.0.0.1{path}"})
        connection.getresponse()
    except ConnectionRefusedError:
        return False
    finally:
        connection.close()
    return True
