"""Takes the pictures of the README from a fresh demonstration:  ``python -m tests.journeys.pictures [FOLDER]``

Runs ``manage.py demo`` in a folder of its own that goes afterwards, looks at three pages with Chromium at 1280 pixels, and ends everything again.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.journeys.chromium import FLAGS
from tests.processes import PROJECT, environment, until
from tests.servers import end, provide

SIZE = {"width": 1280, "height": 760}
LARGEST = 150_000  # bytes of one picture


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="portal-pictures-") as var:
        said = Path(var) / "said"
        with said.open("wb") as output:
            command = [sys.executable, "manage.py", "demo"]
            variables = environment(PORTAL_EMBEDDED="1", PORTAL_ADDRESS=address, PORTAL_VAR=var)
            demo = subprocess.Popen(command, cwd=PROJECT, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            until(lambda: "Ctrl-C ends everything" in said.read_text() or demo.poll() is not None, seconds=180, what="the demonstration does not start")
            if demo.poll() is not None:
                sys.exit(said.read_text())
            logins = {row["role"]: row for row in json.loads((Path(var) / "demo-logins.json").read_text())}
            take(folder, address, logins)
        finally:
            end(demo, 2)


def take(folder: Path, address: str, logins: dict[str, dict[str, str]]) -> None:
    chromium = os.environ.get("TEST_CHROMIUM") or provide(["chromium"])["chromium"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))

        def visit(path: str, role: str = "") -> Page:
            page = browser.new_context(viewport=SIZE, timezone_id="Asia/Almaty", color_scheme="light").new_page()
            if role:
                page.goto(f"{address}/admin/")
                page.get_by_label("E-mail").fill(logins[role]["email"])
                page.get_by_label("Password").fill(logins[role]["password"])
                page.get_by_role("button", name="Log in").click()
                page.locator("#logout-form").wait_for()
            page.goto(address + path)
            return page

        def keep(page: Page, name: str) -> None:
            picture = page.screenshot(path=folder / name)
            print(f"{folder / name}: {len(picture) // 1000} kB")
            assert len(picture) < LARGEST, f"{name} is too large for a README"

        page = visit("/seminars/biodiversity/register/")
        page.get_by_label("Family Name", exact=True).fill("SADYKOVA")
        page.get_by_label("First Name", exact=True).fill("Aigerim")
        page.locator("h1").click()  # the focus leaves the last field
        keep(page, "form.png")
        keep(visit("/admin/registration/registration/?seminar=biodiversity", "host staff"), "review.png")
        page = visit("/admin/consent/silenceprocedure/", "secretariat")
        page.locator("tr", has_text="15-1/213emb").get_by_role("link").first.click()
        page.locator(".labels").evaluate("labels => labels.scrollIntoView()")
        keep(page, "board.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "docs" / "pictures")
