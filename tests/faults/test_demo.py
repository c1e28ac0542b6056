"""``make demo`` as a person runs it: a first and a second start, every way to end it, and nothing that is left."""

import contextlib
import email
import email.policy
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.processes import PROJECT, alive, descendants, environment, until


class Demo:
    """One ``make demo`` in a process group of its own, as a terminal would start it."""

    def __init__(self, folder, port, number):
        self.port = port
        self.log = folder / f"log-{number}"
        with self.log.open("wb") as log:
            self.make = subprocess.Popen(
                ["make", "--no-print-directory", "demo", f"PORT={port}"],
                cwd=PROJECT,
                env=environment(PORTAL_VAR=str(folder / "var")),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.seen = set()

    def said(self):
        return self.log.read_text()

    def page(self, path="/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()

    def wait_until_ready(self):
        until(lambda: "Ctrl-C ends everything" in self.said() or self.make.poll() is not None, seconds=180, what=self.said())
        assert self.make.poll() is None, self.said()
        self.seen = descendants(self.make.pid)
        return self

    def kill_all(self):
        for pid in descendants(self.make.pid) | self.seen | {self.make.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.make.wait()


@pytest.fixture
def demo(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = []

    def start():
        started.append(Demo(tmp_path, port, len(started)))
        return started[-1]

    yield start
    for one in started:
        one.kill_all()


def everything_ended(one):
    until(lambda: one.make.poll() is not None, seconds=30, what="make has not ended")
    until(lambda: not alive(one.seen), seconds=30, what=f"left: {alive(one.seen)}")
    with pytest.raises(urllib.error.URLError):
        one.page()


def test_the_whole_life_of_a_demo(demo, tmp_path):
    first = demo().wait_until_ready()
    # the command itself, a web server with three processes, worker, beat
    assert len(first.seen) == 7
    assert first.page()[0] == 200
    logins = json.loads((tmp_path / "var" / "demo-logins.json").read_text())
    assert logins
    for login in logins:
        secret = "how" if login["role"].startswith("focal point") else "password"
        assert set(login) == {"role", "email", secret}
        assert login["email"] in first.said()
        assert login[secret] in first.said()

    # nothing is eager: the mail goes through the queue of files and the worker to a file, and its link opens a page
    address = "a.sadykova@example.org"
    send_link_again(first, address)
    mails = tmp_path / "var" / "mail"
    until(lambda: mails.exists() and list(mails.glob("*.eml")), what="no mail under var/mail")
    (mail,) = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in mails.glob("*.eml")]
    assert [to.addr_spec for to in mail["To"].addresses] == [address]
    (link,) = set(re.findall(rf"http://127.0.0.1:{first.port}(/\S*registrations/\S+)", mail.get_body(("plain",)).get_content()))
    assert first.page(link)[0] == 200

    # a second one on the same port says so and leaves the first alone
    second = demo()
    assert second.make.wait(60) != 0
    assert f"Port {first.port} cannot be used" in second.said()
    assert first.page()[0] == 200

    os.killpg(first.make.pid, signal.SIGINT)  # Ctrl-C
    everything_ended(first)

    again = demo().wait_until_ready()
    assert json.loads((tmp_path / "var" / "demo-logins.json").read_text()) == logins
    again.make.terminate()  # SIGTERM to make alone
    everything_ended(again)

    orphaned = demo().wait_until_ready()
    orphaned.make.kill()  # nobody can tell the command; it sees that its parent is gone
    everything_ended(orphaned)

    broken = demo().wait_until_ready()
    rows = {pid: arguments(pid) for pid in broken.seen}
    (worker,) = [pid for pid, row in rows.items() if " -m celery " in row and " --pool threads " in row]
    os.kill(worker, signal.SIGKILL)
    everything_ended(broken)
    assert broken.make.returncode != 0
    assert "The worker has ended by itself; the others were stopped." in broken.said()


def send_link_again(one, address):
    """Asks for the personal link at ``address``, as a browser does."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    url = f"http://127.0.0.1:{one.port}/seminars/biodiversity/my-link/"
    form = browser.open(url, timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
    answer = browser.open(url, urllib.parse.urlencode({"csrfmiddlewaretoken": token, "email": address}).encode(), timeout=30)
    assert answer.status == 200


def arguments(pid):
    return subprocess.run(["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
