"""Somebody who sits before a browser, and what they find in their mail."""

import re
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.factories.directory import PASSWORD

PATIENCE = 15_000  # milliseconds until something that does not appear fails the test


class Visitor:
    """One person with one browser. ``expected`` are the refusals (409, 404) that the person is meant to meet."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context, self.home = context, home
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        context.set_default_timeout(PATIENCE)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        self.page: Page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        refused = re.search(r"status of (\d+)", message.text)
        if message.type in ("error", "warning") and not (refused and int(refused[1]) in self.expected):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        # the viewer of PDF is a part of the browser that has an address of its own
        if not request.url.startswith((f"{self.home}/", "data:", "chrome-extension:", "chrome:")):
            self.complaints.append(f"asks another host: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} for {response.url}")

    def goes(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.home + path)

    def logs_in(self, email: str) -> None:
        self.goes("/admin/")
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()

    def field(self, label: str) -> Locator:
        """The control with this label, whether it says "(optional)" or not."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$"))

    def sees(self, *sentences: str) -> None:
        """Each sentence comes to stand on the page, as it is read."""
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence, use_inner_text=True, timeout=PATIENCE)

    def is_told_of_a_problem(self) -> None:
        """The page that comes says so in its title, and at its top."""
        expect(self.page).to_have_title(re.compile(r"^Error: "), timeout=PATIENCE)
        self.sees("There is a problem")

    def sees_nowhere(self, *sentences: str) -> None:
        """None of the sentences is anywhere in the page, shown or hidden."""
        for sentence in sentences:
            assert sentence not in self.page.content(), f"{sentence!r} is on {self.page.url}"

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())


def link_in(message: Any) -> str:
    """The personal link in a mail's plain text."""
    found = re.findall(r"http\S+/registrations/\S+", message.body)
    assert len(set(found)) == 1, message.body
    return str(found[0])
