"""Each act that speaks to states, through its page: asked, refused with all that was typed, shown with its mails, and carried out as it was shown."""

import dataclasses
import html
import re
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from consent import services
from consent.enums import ClosingReason, LetterKind, OthersLearn, Purpose, RoundState
from consent.models import Annulment, Communication, Notice, Round
from directory.enums import Role
from directory.models import Mission, Party
from notifications.models import OutgoingEmail
from tests.factories import consent, directory

pytestmark = pytest.mark.django_db
K = LetterKind


class World:
    """Procedure P. Kazakhstan has a mailbox and a focal point who reads Russian, Korea one mailbox; China and Iran are told on paper."""

    def __init__(self, client, settings):
        settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 3650
        consent.few_states()
        self.officer, self.other = consent.officer(name="First officer"), consent.officer(name="Second officer")
        for code, box in (("KZ", "kz@example.org"), ("KR", "kr@example.org"), ("IR", "")):
            Mission.objects.create(party=Party.objects.get(code=code), kind="embassy", city="Astana", zone=consent.ALMATY, mailboxes=box)
        reader = directory.focal_point(Mission.objects.get(party__code="KZ"), "reader@example.org", since=consent.SENT)
        reader.user.language = "ru"
        reader.user.save()
        self.client, self.now = client, consent.DURING
        client.force_login(self.officer)

    def opened(self, **terms):
        self.round = consent.opened(by=self.officer, terms=services.Terms(**terms) if terms else None)

    def letter(self, code, kind, **kw):
        return consent.letter(self.round, code, kind, consent.DURING, by=self.officer, now=max(self.now, consent.DURING), **kw).letter

    def certified(self):
        services.certify(round_id=self.round.pk, channels_examined=["note"], by=self.officer, now=consent.OVER)
        self.now = consent.LATER

    def told(self):
        services.tell_broken(round_id=self.round.pk, words="", by=self.officer, now=self.now)


@pytest.fixture
def world(client, settings):
    return World(client, settings)


def text_of(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


def hidden(answer):
    """The hidden fields of a preview, as a browser sends them back."""
    form = answer.content.decode().partition('class="act"')[2]
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(html.unescape(value))
    return found


# --- the acts: how the round stands, the page, what is typed, what a wrong entry is, what becomes of it ----------------------------------------


@dataclasses.dataclass
class Act:
    name: str
    set_up: Any
    view: str
    typed: dict[str, Any]
    wrong: dict[str, Any] | None  # fields typed wrongly instead
    survives: str  # what must still stand in the page after the refusal
    purpose: Purpose | None
    addresses: list[str]
    done: str

    def __str__(self):
        return self.name


ALL = ["kr@example.org", "kz@example.org", "reader@example.org"]


def running(w):
    w.opened()
    return w.round.pk


def broken(w, **terms):
    w.opened(**terms)
    w.letter("KR", K.OBJECTION)
    return w.round.pk


def broken_and_named(w):
    return broken(w, others_learn=OthersLearn.NAMED)


def requested(w):
    w.opened()
    return w.letter("KR", K.EXTENSION_REQUEST, summary="Two days more").pk


def withdrawn(w):
    broken(w)
    w.told()
    return w.letter("KR", K.WITHDRAWAL).pk


def lettered(w):
    w.opened()
    return w.letter("KR", K.CONSENT, their_number="77/12").pk


def adopted(w):
    w.opened()
    w.certified()
    return w.round.pk


def closed(w):
    w.opened()
    services.close_without_adoption(round_id=w.round.pk, reason=ClosingReason.REFERRED, words="Later.", tell_states=False, by=w.officer, now=w.now)
    return w.round.pk


def proposed(w):
    adopted(w)
    objection = w.letter("KR", K.OBJECTION)
    found = services.propose_annulment(round_id=w.round.pk, letter_id=objection.pk, reason="The fax lay elsewhere.", by=w.officer, now=w.now)
    w.client.force_login(w.other)
    return found.pk


LATER_DEADLINE = {"deadline_day": "2027-10-29", "deadline_hour": "18:00", "reason": "An outage & more.", "as_printed": "29 October 2027"}
ACTS = [
    Act("circulate", running, "circulate", {}, None, "", Purpose.CIRCULATION, ALL, "The missions are told by mail."),
    Act("extend", running, "extend", LATER_DEADLINE, {"deadline_day": "2027-10-26"}, "An outage &amp; more.", Purpose.EXTENSION, ALL, "The period is extended"),
    Act("refuse", requested, "refuse_extension", {"words": "The dates are <fixed>."}, {"words": ""}, "Two days more", Purpose.EXTENSION_REFUSED,
        ["kr@example.org"], "The request is refused"),
    Act("broken", broken, "tell_broken", {"words": "A meeting follows."}, {"words": "x" * 2001}, "xxx", Purpose.BROKEN, ALL, "silence is broken."),
    Act("named", broken_and_named, "tell_broken", {"words": ""}, None, "", Purpose.BROKEN, ALL, "silence is broken."),
    Act("withdrawal", withdrawn, "tell_withdrawal", {"words": "With thanks."}, None, "", Purpose.WITHDRAWAL, ALL, "the objection was withdrawn."),
    Act("receipt", lettered, "receipt", {}, None, "", Purpose.RECEIPT, ["kr@example.org"], "The receipt is on its way."),
    Act("adopted", adopted, "tell_outcome", {"words": "Joining details follow."}, None, "", Purpose.ADOPTED, ALL, "are told the outcome."),
    Act("closed", closed, "tell_outcome", {"words": ""}, None, "", Purpose.CLOSED, ALL, "are told the outcome."),
    Act("close", running, "close", {"reason": "withdrawn", "words": "China asks <for> it.", "tell_states": "on"}, {"reason": ""}, "China asks &lt;for&gt; it.",
        Purpose.CLOSED, ALL, "closed without adoption."),
    Act("close quietly", running, "close", {"reason": "referred", "words": "To the next meeting."}, {"words": ""}, 'value="referred"', None, [],
        "closed without adoption."),
    Act("annul", proposed, "confirm_annulment", {}, None, "", Purpose.ANNULLED, ALL, "The certification is annulled."),
    Act("drop", proposed, "drop_annulment", {}, None, "", None, [], "The proposal is dropped."),
]  # fmt: skip


@pytest.mark.parametrize("act", ACTS, ids=str)
def test_an_act_is_shown_with_its_mails_and_carried_out_as_shown(world, act):
    key = act.set_up(world)
    mails, notices = OutgoingEmail.objects.count(), Notice.objects.count()
    address = reverse(f"admin:consent_{act.view}", args=[key])
    with time_machine.travel(world.now, tick=False):
        asked = world.client.get(address)
        assert asked.status_code == 200
        if act.wrong is not None:
            refused = world.client.post(address, {**act.typed, **act.wrong, **filled(asked)})
            assert refused.status_code == 200 and refused.context["form"].errors
            assert act.survives in refused.content.decode()
        shown = world.client.post(address, {**act.typed, **filled(asked)}) if act.typed else asked
        assert (shown.status_code, OutgoingEmail.objects.count(), Notice.objects.count()) == (200, mails, notices)
        preview = shown.context["preview"]
        again = world.client.post(address, {**hidden(shown), "show": "1"}) if preview and len(preview.readers) > 1 else None
        answer = world.client.post(address, {**hidden(shown), "act": "do"})
        board = world.client.get(answer["Location"])
    assert act.done in text_of(board)
    written = {mail.to_address: mail for mail in OutgoingEmail.objects.order_by("pk")[mails:]}
    assert sorted(written) == act.addresses
    if act.purpose is None:
        assert (preview, Notice.objects.count()) == (None, notices)
        return
    assert (Notice.objects.count(), Notice.objects.order_by("pk").last().purpose) == (notices + 1, act.purpose)
    assert [reader.address for reader, _state in preview.readers] == list(written)
    for page in filter(None, (shown, again)):
        for reader, _state, mail in page.context["preview"].mails:
            sent = written[reader.address]
            assert (sent.subject, sent.text, sent.language) == (mail.subject, mail.text, reader.language)
            assert html.escape(mail.text) in page.content.decode()
    if len(act.addresses) == 3:
        assert {reader.language for reader, _state, _mail in preview.mails} == {"en", "ru"}
        assert len(again.context["preview"].mails) == 3 if preview.readers[1][0].address not in {r.address for r, _s, _m in preview.mails} else True
        assert ("Tell these by note" in text_of(shown), preview.on_paper) == (True, ["China", "Iran"])


def filled(asked):
    """The hidden fields of a form that was asked for."""
    form = asked.context.get("form") if asked.context else None
    fields = {field.html_name: field.value() for field in form.hidden_fields()} if form is not None else {}
    return {**fields, "seen": asked.context["round"].procedure.head_number}


def test_a_name_appears_only_by_the_rule_and_the_page_says_which(world):
    broken(world)
    with time_machine.travel(world.now, tick=False):
        page = world.client.get(reverse("admin:consent_tell_broken", args=[world.round.pk]))
        shown = world.client.post(reverse("admin:consent_tell_broken", args=[world.round.pk]), {"words": ""})
    assert "no name appears (rule of this round: the other states learn that there is an objection, without a name)" in text_of(page)
    assert [mail.text.count("Korea") for reader, _state, mail in shown.context["preview"].mails if reader.address == "kz@example.org"] == [0]


def test_a_name_where_the_rule_says_who(world):
    broken_and_named(world)
    with time_machine.travel(world.now, tick=False):
        page = world.client.get(reverse("admin:consent_tell_broken", args=[world.round.pk]))
    assert "Republic of Korea (rule of this round: the other states learn who objected)" in text_of(page)


def test_what_happened_since_the_preview_is_said_before_anything_goes_out(world):
    """A colleague enters a second objection between the preview and the button: its name would stand in the mails."""
    broken_and_named(world)
    address = reverse("admin:consent_tell_broken", args=[world.round.pk])
    with time_machine.travel(world.now, tick=False):
        shown = world.client.post(address, {"words": "A meeting follows."})
        consent.letter(world.round, "IR", K.OBJECTION, consent.DURING, by=world.other, now=world.now)
        answer = world.client.post(address, {**hidden(shown), "act": "do"})
        assert (answer.status_code, Notice.objects.count()) == (200, 0)
        page = text_of(answer)
        assert "Something has happened since this page was shown." in page
        assert "Letter recorded · Iran · Second officer" in page
        assert "of: Iran, Republic of Korea." in answer.context["preview"].mails[0][2].text.replace("\n", " ")
        assert hidden(answer)["words"] == ["A meeting follows."]
        world.client.post(address, {**hidden(answer), "act": "do"})
    assert Notice.objects.get().words == "A meeting follows."


def test_a_stale_form_says_what_happened_and_keeps_what_was_typed(world):
    running(world)
    address = reverse("admin:consent_close", args=[world.round.pk])
    with time_machine.travel(world.now, tick=False):
        asked = world.client.get(address)
        services.close_without_adoption(
            round_id=world.round.pk, reason=ClosingReason.WITHDRAWN, words="China asks.", tell_states=False, by=world.other, now=world.now
        )
        answer = world.client.post(address, {**filled(asked), "reason": "referred", "words": "To the next meeting."})
    assert answer.status_code == 200
    page = text_of(answer)
    assert ("This is not possible with this round now." in page, "Closed without adoption · Second officer" in page) == (True, True)
    assert "To the next meeting." in page


@pytest.mark.parametrize(
    ("set_up", "view", "sentence"),
    [
        (adopted, "extend", "This is not possible with this round now."),
        (running, "tell_broken", "This is not possible with this round now."),
        (running, "new_round", "The period is running and nothing has broken the silence"),
        (adopted, "propose_annulment", "A certification can be annulled only on the ground of a timely objection."),
        (adopted, "set_text", "The text is frozen when a round starts."),
        (running, "start", "This round is open; this cannot be done with it any more."),
        (running, "record_sent", "This round is open; this cannot be done with it any more."),
        (lettered, "refuse_extension", "This is not possible with this round now."),
    ],
)
def test_a_page_that_is_not_possible_leads_back_with_the_reason(world, set_up, view, sentence):
    key = set_up(world)
    with time_machine.travel(world.now, tick=False):
        answer = world.client.get(reverse(f"admin:consent_{view}", args=[key]), follow=True)
    assert answer.redirect_chain[0][0] == f"/admin/consent/silenceprocedure/{world.round.procedure_id}/change/?round=1"
    assert sentence in text_of(answer)


def test_a_receipt_once(world):
    key = lettered(world)
    services.acknowledge(letter_id=key, by=world.officer, now=world.now)
    with time_machine.travel(world.now, tick=False):
        assert "The receipt has been sent already." in text_of(world.client.get(reverse("admin:consent_receipt", args=[key]), follow=True))


class TestRemind:
    def test_none_is_ticked_and_only_the_ticked_are_reminded(self, world):
        running(world)
        world.letter("IR", K.CONSENT)
        address = reverse("admin:consent_remind", args=[world.round.pk])
        kz = Party.objects.get(code="KZ").pk
        with time_machine.travel(world.now, tick=False):
            asked = world.client.get(address)
            assert [(label, ticked) for _key, label, ticked, _found_by in asked.context["form"]["states"].entries] == [
                ("Kazakhstan (No reply)", False),
                ("Republic of Korea (No reply)", False),
            ]
            assert "invites objections" in text_of(asked)
            refused = world.client.post(address, {"words": "Kindly."})
            assert (refused.context["form"].errors, "Kindly." in text_of(refused)) == ({"states": ["Choose the states that are reminded."]}, True)
            shown = world.client.post(address, {"states": [kz], "words": "Kindly."})
            world.client.post(address, {**hidden(shown), "act": "do"})
        assert {mail.to_address: mail.text for mail in OutgoingEmail.objects.all()} == {
            reader.address: mail.text for reader, _state, mail in shown.context["preview"].mails
        }
        assert (Notice.objects.get().purpose, [party.pk for party in Notice.objects.get().states.all()]) == (Purpose.REMINDER, [kz])


class TestExtend:
    def test_the_page_shows_the_clocks_the_cautions_and_who_asked(self, world):
        key = requested(world)
        round_ = Communication.objects.get(pk=key).round
        address = reverse("admin:consent_extend", args=[round_.pk])
        with time_machine.travel(world.now, tick=False):
            asked = text_of(world.client.get(address))
            assert "The silence expires on Tuesday, 26 October 2027, 18:00 Astana time (UTC+5)" in asked
            assert "Tuesday, 26 October 2027, 21:00 Beijing time (UTC+8)" in asked
            assert "Asked for by Republic of Korea" in asked
            # a Friday: the weekly rest of Iran; and after the registration, which closes on 5 November in Beijing
            shown = world.client.post(address, {**LATER_DEADLINE, "deadline_day": "2027-11-12", "deadline_shown": consent.DEADLINE.isoformat()})
        page = text_of(shown)
        assert "The silence then expires on Friday, 12 November 2027, 18:00 Astana time (UTC+5)" in page
        assert "Friday, 12 November 2027 is a day of rest in: Iran." in page
        assert "The silence expires after registration for the seminar closes" in page
        assert "Extend for all states and tell them (3 mails)" in page
        assert Round.objects.get().deadline == consent.DEADLINE


class TestAnnulment:
    def test_proposed_by_one_and_confirmed_by_another(self, world):
        adopted(world)
        objection = world.letter("KR", K.OBJECTION)
        address = reverse("admin:consent_propose_annulment", args=[world.round.pk])
        with time_machine.travel(world.now, tick=False):
            refused = world.client.post(address, {"letter": objection.pk, "reason": ""})
            assert list(refused.context["form"].errors) == ["reason"]
            world.client.post(address, {"letter": objection.pk, "reason": "The fax lay elsewhere."})
            annulment = Annulment.objects.get()
            confirm = reverse("admin:consent_confirm_annulment", args=[annulment.pk])
            own = world.client.get(confirm, follow=True)
            assert "another one must confirm what you have proposed" in text_of(own)
            world.client.force_login(world.other)
            shown = world.client.get(confirm)
            assert "The fax lay elsewhere." in text_of(shown) and "Republic of Korea · Wed 20 Oct 2027, 10:00" in text_of(shown)
            world.client.post(confirm, {**hidden(shown), "act": "do"})
            late = text_of(world.client.get(confirm, follow=True))
        assert (Round.objects.get().state, Annulment.objects.get().confirmed_by) == (RoundState.OPEN, world.other)
        assert "This proposal has its answer already." in late

    @pytest.mark.parametrize("view", ["propose_annulment", "confirm_annulment", "drop_annulment"])
    def test_not_without_the_right(self, world, view):
        key = proposed(world)
        world.client.force_login(consent.officer(certify=False))
        key = world.round.pk if view == "propose_annulment" else key
        assert {
            world.client.get(reverse(f"admin:consent_{view}", args=[key])).status_code,
            world.client.post(reverse(f"admin:consent_{view}", args=[key])).status_code,
        } == {403}


def test_the_others_get_403_and_no_page_has_an_inline_style_or_script(world):
    pages = [
        (reverse(f"admin:consent_{act.view}", args=[act.set_up(world)]), world.now) for act in [next(a for a in ACTS if a.name == name) for name in ("refuse",)]
    ]
    round_ = world.round.pk
    pages += [
        (reverse(f"admin:consent_{view}", args=[round_]), world.now)
        for view in ("circulate", "extend", "close", "remind", "corrigendum", "dispatch", "not_reached")
    ]
    pages.append((reverse("admin:consent_incoming"), world.now))
    for address, now in pages:
        with time_machine.travel(now, tick=False):
            text = world.client.get(address).content.decode()
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", text) == [], address
    for role in (Role.HOST, Role.READER, Role.ADMINISTRATOR):
        world.client.force_login(directory.staff(role))
        with time_machine.travel(consent.DURING, tick=False):
            assert {world.client.get(address).status_code for address, _now in pages} == {403}
            assert {world.client.post(address).status_code for address, _now in pages if "incoming" not in address} == {403}
