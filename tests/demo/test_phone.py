"""The simulated phone does what a phone does, and complains in the words of iOS about what a phone complains about."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from loyalty_app.demo.phone.connection import Answer, NotConnected
from loyalty_app.demo.phone.held import Held
from loyalty_app.demo.phone.refused import PassRefused
from loyalty_app.demo.phone.wallet import BUNDLE, PASS, Phone
from tests.doubles.authority import PASS_TYPE, an_authority
from tests.doubles.pass_maker import LANGUAGES, strings, zipped
from tests.doubles.small_web_service import URL, SmallWebService


@dataclass(kw_only=True)
class Scene:
    """A phone and a service with one clock."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    service: SmallWebService = field(init=False)
    phone: Phone = field(init=False)

    def __post_init__(self) -> None:
        self.service = SmallWebService(now=self.now)
        root = an_authority().root.certificate
        self.phone = Phone(connection=self.service, root=root, clock=lambda: self.now)

    def holding(self, serial: str = "card-1") -> Held:
        """A phone that added the pass and is at rest."""
        (held,) = self.phone.open_link(self.service.make(serial))
        return held

    def later(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.service.now = self.now

    def push(self) -> None:
        self.phone.pushed(PASS_TYPE)

    def complaints(self) -> list[str]:
        """The lines of the phone's log without their times."""
        return [line.split("] ", 1)[1] for line in self.phone.log.lines]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_after_adding_a_pass_the_phone_registers_and_asks_what_there_is(scene: Scene) -> None:
    held = scene.holding()
    assert [name for name, _ in scene.service.calls] == ["link", "register", "list", "get"]
    assert held.is_registered
    assert held.last_modified == scene.service.passes["card-1"].last_modified
    assert scene.service.registered == {(held.service.device, "card-1"): scene.phone.push_token}  # type: ignore[union-attr]
    assert scene.complaints() == []


def test_after_a_push_the_phone_fetches_what_changed_and_tells_its_owner(scene: Scene) -> None:
    held = scene.holding()
    scene.service.change(stamps=4)
    scene.push()
    assert held.taken.content["storeCard"]["headerFields"][0]["value"] == 4
    assert [notice.said("en") for notice in held.notices] == ["You have 4 stamps"]
    assert scene.service.asked("list")[-1].url.endswith("?passesUpdatedSince=1")
    assert "If-Modified-Since" in scene.service.asked("get")[-1].headers
    assert scene.complaints() == []


def test_a_value_that_changed_without_a_change_message_is_not_told(scene: Scene) -> None:
    held = scene.holding()
    scene.service.change(stamps=3, backgroundColor="rgb(1, 2, 3)")
    scene.push()
    assert (held.notices, held.taken.content["backgroundColor"]) == ([], "rgb(1, 2, 3)")


def test_several_changed_values_are_told_in_general(scene: Scene) -> None:
    held = scene.holding()
    kept = scene.service.passes["card-1"]
    kept.draft.card["auxiliaryFields"][0] |= {"value": "Eva", "changeMessage": "Hello %@"}
    scene.service.change(stamps=4)
    scene.push()
    assert [notice.said("de") for notice in held.notices] == [None]


def test_a_change_is_told_in_the_owners_language(scene: Scene) -> None:
    scene.service.make()
    for language in LANGUAGES:
        words = strings(STAMPS=language).replace(b"STAMPS", b"You have %@ stamps").replace(b'= "', b'= "%@ ')
        scene.service.passes["card-1"].draft.files[f"{language}.lproj/pass.strings"] = words
    (held,) = scene.phone.open_link(f"{URL}/link/card-1")
    scene.service.change(stamps=7)
    scene.push()
    assert [held.notices[0].said(language) for language in ("fr", "lb", "pt")] == ["7 fr", "7 lb", "7 en"]


def test_each_service_knows_the_phone_by_another_name(scene: Scene) -> None:
    one, other = Scene().holding().service, scene.holding().service
    assert one is not None
    assert other is not None
    assert one.device != other.device


def test_if_modified_since_is_what_the_server_said_to_the_letter(scene: Scene) -> None:
    scene.holding()
    odd = "Thu,  1 Jan 2026 00:00:00 +0000 (about)"
    scene.service.change()
    scene.service.wrong["get"] = Answer(status=200, headers={"last-modified": odd}, body=scene.service.packed("card-1"))
    scene.push()
    del scene.service.wrong["get"]
    scene.service.change(stamps=5)
    scene.push()
    assert scene.service.asked("get")[-1].headers["If-Modified-Since"] == odd


@pytest.mark.parametrize(
    ("tag", "sent"),
    [
        ("17", "17"),
        ("2026-11-26T01:00:00+00:00", "2026-11-26T01:00:00+00:00"),
        ("a&b=c", "a&b=c"),
        ("a b#é", "a%20b%23%C3%A9"),
    ],
)
def test_the_tag_is_sent_as_ios_escapes_it(scene: Scene, tag: str, sent: str) -> None:
    held = scene.holding()
    assert held.service is not None
    held.service.tag = tag
    scene.service.wrong["list"] = Answer(status=204)
    scene.push()
    assert scene.service.asked("list")[-1].url.split("passesUpdatedSince=")[1] == sent


def test_a_new_push_token_is_told_to_every_service(scene: Scene) -> None:
    scene.holding()
    scene.holding("card-2")
    old = scene.phone.push_token
    scene.phone.rotate_push_token()
    assert set(scene.service.registered.values()) == {scene.phone.push_token} != {old}
    assert len(scene.service.registered) == 2
    assert scene.complaints() == []


def test_a_removed_pass_is_unregistered_and_left_alone(scene: Scene) -> None:
    held = scene.holding()
    scene.phone.remove(held)
    assert scene.service.registered == {}
    before = len(scene.service.calls)
    scene.push()
    scene.phone.refresh(held)
    assert len(scene.service.calls) == before


def test_a_bundle_adds_all_of_its_passes(scene: Scene) -> None:
    scene.service.make("card-1")
    scene.service.make("card-2")
    passes = {f"{n}.pkpass": scene.service.packed(f"card-{n}") for n in (1, 2)}
    scene.service.wrong["link"] = Answer(status=200, headers={"content-type": BUNDLE}, body=zipped(passes))
    assert len(scene.phone.open_link(f"{URL}/link/all")) == 2
    assert {serial for _, serial in scene.phone.passes} == {"card-1", "card-2"}


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(status=200, headers={"content-type": "application/zip"}), "the link answered 200 application/zip"),
        (Answer(status=404, headers={"content-type": PASS}), "the link answered 404"),
        (Answer(status=302, headers={"location": "/elsewhere"}), "the link answered 302"),
        (Answer(status=200, headers={"content-type": PASS}, body=b"PK\x03\x04"), "the ZIP cannot be read"),
    ],
)
def test_a_link_that_gives_no_good_pass_adds_none(scene: Scene, answer: Answer, sentence: str) -> None:
    link = scene.service.make()
    scene.service.wrong["link"] = answer
    with pytest.raises(PassRefused, match=sentence):
        scene.phone.open_link(link)
    assert scene.phone.passes == {}
    assert scene.service.registered == {}


def test_what_changes_while_the_phone_is_away_is_there_after_a_restart(scene: Scene) -> None:
    held = scene.holding()
    scene.service.change(stamps=9)
    scene.phone.restarted()
    assert held.taken.content["storeCard"]["headerFields"][0]["value"] == 9
    scene.phone.restarted()
    assert scene.complaints() == []


def test_a_list_after_the_tag_is_asked_without_proof(scene: Scene) -> None:
    scene.holding()
    assert "Authorization" not in scene.service.asked("list")[-1].headers
    assert scene.service.asked("get")[-1].headers["Authorization"].startswith("ApplePass ")
    assert all("Cookie" not in call.headers for _, call in scene.service.calls)


# ── what a phone complains about ─────────────────────────────────────────────────────────────────────────────────


def _listing(*serials: object, tag: object = "99") -> Answer:
    return Answer(status=200, body=json.dumps({"serialNumbers": serials, "lastUpdated": tag}).encode())


@pytest.mark.parametrize(
    ("call", "answer", "sentence"),
    [
        ("register", Answer(status=204), "Register task (for device"),
        ("register", Answer(status=401), "encountered error: Authentication failure"),
        ("register", Answer(status=404), "encountered error: Unexpected response code 404"),
        ("list", Answer(status=401), "Get serial #s task (for device"),
        ("list", Answer(status=404), "encountered error: Unexpected response code 404"),
        ("list", Answer(status=400), "last updated (null); with web service url"),
        ("list", Answer(status=200, body=b"{"), "Server response was malformed"),
        ("list", Answer(status=200, body=b"[]"), "Server response was malformed"),
        ("list", _listing("card-1", tag=17), "Server response was malformed"),
        ("list", _listing(17), "Server response was malformed"),
        ("list", _listing("card-1", tag=None), "included 1 serial numbers but omitted a lastUpdated tag."),
        ("list", _listing("card-9"), "Update requested for unregistered serial number card-9"),
        ("get", Answer(status=404), "if-modified-since (null); with web service url"),
        ("get", Answer(status=401), "encountered error: Authentication failure"),
        ("get", Answer(status=500), "Unexpected response code 500"),
        ("get", Answer(status=200, body=b"<html>"), "Received invalid pass data (no ZIP begins at the first byte)"),
    ],
)
def test_an_answer_that_no_phone_understands_is_complained_about_while_adding(
    scene: Scene, call: str, answer: Answer, sentence: str
) -> None:
    scene.service.wrong[call] = answer
    scene.holding()
    assert [line for line in scene.complaints() if sentence in line] != []
    assert [line for lines in scene.service.logs for line in lines] == scene.phone.log.lines


def test_the_same_tag_twice_is_complained_about(scene: Scene) -> None:
    scene.holding()
    scene.service.wrong["list"] = _listing("card-1", tag="1")
    scene.push()
    sentence = (
        "Response to 'What changed?' request included 1 serial numbers but the lastUpdated tag (1) remained the same."
    )
    assert scene.complaints() == [f"Web service error for {PASS_TYPE} ({URL}): {sentence}"]


def test_a_push_for_nothing_is_complained_about_after_five_minutes_only(scene: Scene) -> None:
    held = scene.holding()
    scene.later(299)
    scene.push()
    assert scene.complaints() == []
    scene.later(1)
    scene.push()
    (line,) = scene.complaints()
    assert "Device received spurious push. Request for passesUpdatedSince '1' returned no serial numbers." in line
    assert held.service is not None
    assert held.service.device in line


def test_a_list_that_names_an_unchanged_pass_is_complained_about_after_five_minutes_only(scene: Scene) -> None:
    scene.holding()
    scene.service.wrong["list"] = _listing("card-1", tag="50")
    scene.push()
    assert scene.complaints() == []
    scene.later(300)
    scene.service.wrong["list"] = _listing("card-1", tag="51")
    scene.push()
    (line,) = scene.complaints()
    assert line.endswith("Server requested update to serial number 'card-1', but the pass was unchanged.")


def test_the_whole_unchanged_pass_instead_of_304_is_complained_about(scene: Scene) -> None:
    held = scene.holding()
    kept = scene.service.passes["card-1"]
    scene.service.wrong["get"] = Answer(
        status=200, headers={"last-modified": kept.last_modified}, body=scene.service.packed("card-1")
    )
    scene.phone.refresh(held)
    (line,) = scene.complaints()
    assert f"Server ignored the 'if-modified-since' header ({kept.last_modified}) and returned the full" in line


def test_a_pass_without_last_modified_is_complained_about(scene: Scene) -> None:
    scene.service.make()
    scene.service.wrong["get"] = Answer(status=200, body=scene.service.packed("card-1"))
    scene.holding()
    (line,) = scene.complaints()
    assert line.endswith(
        "Server returned the pass data for serial number 'card-1' but did not provide a 'last-modified' header."
    )


def test_another_pass_than_the_asked_one_is_complained_about_and_not_shown(scene: Scene) -> None:
    held = scene.holding()
    scene.service.make("card-2")
    scene.service.change()
    body = scene.service.packed("card-2")
    scene.service.wrong["get"] = Answer(status=200, headers={"last-modified": "x"}, body=body)
    scene.push()
    assert scene.complaints()[0].endswith("Requested serial number card-1, received serial number card-2")
    assert held.taken.serial_number == "card-1"
    assert held.last_modified != "x"


def test_a_token_that_changed_is_written_down(scene: Scene) -> None:
    scene.holding()
    scene.service.change(authenticationToken="another-token-of-24-bytes")
    body = scene.service.packed("card-1")
    scene.service.wrong["get"] = Answer(status=200, headers={"last-modified": "x"}, body=body)
    scene.push()
    assert "authenticationToken of serial number card-1 changed" in scene.complaints()[0]


@pytest.mark.parametrize("status", [204, 404, 500])
def test_unregistering_knows_200_and_401_alone(scene: Scene, status: int) -> None:
    held = scene.holding()
    scene.service.wrong["unregister"] = Answer(status=status)
    scene.phone.remove(held)
    (line,) = scene.complaints()
    assert line.startswith("Unregister task (for device ")
    assert line.endswith(f"encountered error: Unexpected response code {status}")


def test_a_removed_pass_may_be_named_for_an_hour(scene: Scene) -> None:
    held = scene.holding()
    scene.holding("card-2")
    scene.phone.remove(held)
    scene.service.wrong["list"] = _listing("card-1", tag="70")
    scene.push()
    assert scene.complaints() == []
    scene.later(3600)
    scene.service.wrong["list"] = _listing("card-1", tag="71")
    scene.push()
    assert scene.complaints()[0].endswith("Update requested for unregistered serial number card-1")


# ── the log, and trying again ────────────────────────────────────────────────────────────────────────────────────


def test_lines_carry_the_time_and_are_handed_over_by_fifty(scene: Scene) -> None:
    held = scene.holding()
    scene.service.wrong |= {"get": Answer(status=500), "log": Answer(status=500)}
    for _ in range(120):
        scene.phone.refresh(held)
    del scene.service.wrong["log"]
    scene.phone.refresh(held)
    assert [len(lines) for lines in scene.service.logs] == [50, 50, 21]
    assert scene.service.logs[0][0].startswith(f"[{scene.now:%Y-%m-%d %H:%M:%S} +0000] Get pass task (pass type ")


def test_what_failed_is_done_when_tried_again(scene: Scene) -> None:
    link = scene.service.make()
    scene.service.wrong["register"] = Answer(status=500)
    (held,) = scene.phone.open_link(link)
    assert (held.is_registered, scene.phone.left_to_do) == (False, 1)
    scene.service.wrong.clear()
    scene.phone.try_again()
    assert (held.is_registered, scene.phone.left_to_do) == (True, 0)


def test_a_line_that_breaks_is_nothing_for_the_log(scene: Scene) -> None:
    held = scene.holding()
    scene.service.change(stamps=5)
    scene.service.wrong["get"] = NotConnected("reset")
    scene.push()
    assert scene.complaints() == []
    scene.service.wrong.clear()
    scene.phone.try_again()
    assert held.taken.content["storeCard"]["headerFields"][0]["value"] == 5


def test_a_pass_that_is_refused_changes_nothing_in_the_wallet(scene: Scene) -> None:
    held = scene.holding()
    scene.service.change(stamps=6, formatVersion=2)
    scene.push()
    assert held.taken.content["storeCard"]["headerFields"][0]["value"] == 3
    assert "Received invalid pass data (formatVersion is not the number 1)" in scene.complaints()[0]
