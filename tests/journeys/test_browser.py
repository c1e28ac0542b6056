"""What only a real browser can tell: languages are switched, the origin is sent as we need it, nothing scrolls sideways, axe finds nothing serious."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from directory.enums import Role
from registration.enums import State
from registration.links import token_for
from registration.models import Registration
from tests.factories import agenda, directory
from tests.factories.registration import submitted
from tests.journeys.visitor import Visitor

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.fixture
def pages(site: str) -> dict[str, str]:
    """Every kind of public page, by its path."""
    for code in ("KZ", "KR", "CN"):
        directory.party(code)
    seminar = agenda.seminar(
        title_ru="Семинар СВМДА по обмену опытом в области сохранения биоразнообразия",
        title_zh_hans="亚信生物多样性保护经验交流研讨会",
        summary="Two afternoons on policy measures and practical cases.",
        objectives="Exchange of ideas\nStronger cooperation",
        invited="Government officials of CICA member states",
        platform_name="SCO Environmental Information Sharing Platform",
        platform_url="https://www.scoei.org.cn",
        shared_fax="+44 20 7946 0199",
        confirmed=True,
    )
    agenda.contact(seminar, landline="+44 20 7946 0101")
    agenda.programme(seminar)
    closed = agenda.seminar(slug="closed", reference_prefix="CLO", registration_closes_at=agenda.OPENS.replace(day=30, hour=17))
    agenda.contact(closed)
    early = agenda.seminar(slug="early", reference_prefix="EAR", registration_opens_at=agenda.CLOSES.replace(day=1))
    received = submitted(seminar, of="KZ", email="d.ospanova@example.org", speech_topic="Saiga", native_name="Дана")
    joined = agenda.seminar(slug="joined", reference_prefix="JOI", confirmed=True, joining_details_sent_at=agenda.DURING)
    agenda.contact(joined)
    agenda.programme(joined)
    for day in (joined.starts_on, joined.ends_on):
        agenda.video_link(joined, day=day)
    registered = submitted(joined, of="KZ", email="d.ospanova@example.org")
    Registration.objects.filter(pk=registered.pk).update(state=State.REGISTERED)
    mine, with_link = f"/registrations/{token_for(received)}/", f"/registrations/{token_for(registered)}/"
    return {
        "seminars": "/",
        "seminar": "/seminars/biodiversity/",
        "form": "/seminars/biodiversity/register/",
        "closed": f"/seminars/{closed.slug}/register/",
        "too early": f"/seminars/{early.slug}/register/",
        "my link": "/seminars/biodiversity/my-link/",
        "link sent": "/seminars/biodiversity/my-link/?sent",
        "personal page": mine,
        "personal page with joining details": with_link,
        "received": f"{mine}received/",
        "correct": f"{mine}correct/",
        "withdraw": f"{mine}withdraw/",
        "new link": f"{mine}new-link/",
        "wrong link": "/registrations/nonsense/",
        "no such page": "/nowhere/",
        "log-in of staff": "/admin/login/",
    }


def serious(visitor: Visitor) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page that is shown, if it is serious or critical: rule and place."""
    found = Axe().run(visitor.page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found if rule["impact"] in ("serious", "critical") for node in rule["nodes"]]


def sends_an_empty_form(visitor: Visitor) -> None:
    visitor.goes("/seminars/biodiversity/register/")
    visitor.page.get_by_text("More (optional)").click()
    visitor.field("Copy of e-mails to").fill("foo@")
    visitor.page.get_by_role("button", name="Send registration").click()
    visitor.page.get_by_role("heading", name="There is a problem").wait_for()


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(visitor: Any, pages: dict[str, str], width: int):
    one: Visitor = visitor(width=width)
    one.expected = {404}
    found = {}
    for name, path in pages.items():
        one.goes(path)
        found[name] = serious(one)
    one.goes("/seminars/biodiversity/register/")
    one.page.get_by_text("More (optional)").click()
    found["form, unfolded"] = serious(one)
    sends_an_empty_form(one)
    found["form with errors"] = serious(one)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("prefix", ["", "/ru", "/zh-hans"])
def test_nothing_scrolls_sideways_at_320_pixels(visitor: Any, pages: dict[str, str], prefix: str):
    one: Visitor = visitor(width=320, height=640)
    one.expected = {404}
    wide = {}
    for name, path in pages.items():
        if name == "log-in of staff":  # Django's own
            continue
        one.goes(prefix + path)
        wide[name] = one.page.evaluate("document.documentElement.scrollWidth")
    if not prefix:
        sends_an_empty_form(one)
        wide["form with errors"] = one.page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in wide.items() if width > 320} == {}


def test_the_language_is_switched_in_its_own_words(visitor: Any, pages: dict[str, str]):
    """One button leads to the same page in the other language, and the address keeps it."""
    one: Visitor = visitor(width=390)
    one.goes("/seminars/biodiversity/")
    for button, path, language, words in (
        ("Русский", "/ru/seminars/biodiversity/", "ru", "Семинар СВМДА по обмену опытом в области сохранения биоразнообразия"),
        ("中文", "/zh-hans/seminars/biodiversity/", "zh-hans", "亚信生物多样性保护经验交流研讨会"),
        ("English", "/seminars/biodiversity/", "en", "CICA Experience Exchange Seminar on Biodiversity Conservation"),
    ):
        one.page.get_by_role("button", name=button).click()
        one.page.wait_for_url(f"{one.home}{path}")
        assert one.page.locator("html").get_attribute("lang") == language
        assert one.page.get_by_role("heading", level=1).inner_text() == words


def test_half_a_form_survives_the_switch(visitor: Any, pages: dict[str, str]):
    """She finds the form easier in another language when half of it is filled in."""
    one: Visitor = visitor(width=390)
    one.goes("/seminars/biodiversity/register/")
    one.field("Family Name").fill("ОСПАНОВА")
    one.field("Email").fill("half@")
    one.page.get_by_role("button", name="Русский").click()
    one.page.wait_for_url(f"{one.home}/ru/seminars/biodiversity/register/")
    assert one.page.locator("html").get_attribute("lang") == "ru"
    assert one.page.locator("[name=family_name]").input_value() == "ОСПАНОВА"
    assert one.page.locator("[name=email]").input_value() == "half@"
    assert one.page.locator(".summary").count() == 0  # nobody has sent it yet, so nothing is wrong


def test_the_readers_clock_is_chosen_and_kept(visitor: Any, pages: dict[str, str]):
    one: Visitor = visitor(width=390)
    one.goes("/seminars/biodiversity/")
    one.page.get_by_label("City whose time you live by").select_option("Seoul")
    one.page.get_by_role("button", name="Show times there too").click()
    one.sees("Register until Friday, 5 November 2027, 23:59 Beijing time (UTC+8) Saturday, 6 November, 00:59 in Seoul (UTC+9)")
    one.goes("/")
    one.sees("Saturday, 6 November, 00:59 in Seoul (UTC+9)")


def test_v31_a_real_browser_with_our_own_headers(visitor: Any, pages: dict[str, str], site: str, settings: Any):
    """Registers, logs in, switches the language: each a POST whose origin the browser names in spite of our referrer policy."""
    directory.staff(Role.HOST, email="desk@example.org")
    one: Visitor = visitor()
    origins: list[str | None] = []
    one.page.on("request", lambda request: request.method == "POST" and origins.append(request.all_headers().get("origin")))
    answer = one.page.goto(f"{site}/seminars/biodiversity/register/")
    assert answer is not None
    assert (answer.headers["referrer-policy"], answer.headers["cross-origin-opener-policy"]) == ("same-origin", "same-origin")
    one.field("First Name").fill("Sukarti")
    one.field("Nation").select_option("Republic of Korea")
    one.field("Institution").fill("Institute of Ecology")
    one.field("Email").fill("sukarti@example.org")
    one.page.get_by_role("button", name="Send registration").click()
    one.page.wait_for_url("**/received/")
    one.logs_in("desk@example.org")
    one.sees("What waits for you")
    one.page.get_by_role("button", name="Русский").click()
    one.page.wait_for_url(f"{site}/ru/admin/")
    assert origins == [site] * 3
    cookies = {cookie["name"]: (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) for cookie in one.context.cookies()}
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(cookies)
    assert set(cookies.values()) == {(True, True, "Lax")}
