"""Waking phones: one connection, every answer of Apple's (spec 6 B3), and what a broken line looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from h2.connection import H2Connection
from h2.exceptions import NoAvailableStreamIDError

from loyalty_app.demo.apns import server
from loyalty_app.operations.claim_pushes import BATCH, LEASE
from loyalty_app.wallets.apple import apns as module
from loyalty_app.wallets.apple.apns import Answer, Apns, Pushed, PushIdentity, read_answer
from loyalty_app.wallets.apple.http2_line import GOODBYE_SECONDS, Line, Response
from tests.doubles.apns import Apns as FakeApns
from tests.doubles.apns import Reply, running_apns
from tests.doubles.authority import PASS_TYPE, an_authority

TOKENS = [f"{number:064x}" for number in range(300)]
Pusher = Callable[..., Apns]


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeApns]:
    with running_apns(tmp_path) as running:
        running.knows_everybody = True
        yield running


@pytest.fixture
def connect(fake: FakeApns, tmp_path: Path) -> Iterator[Pusher]:
    """`connect()`: a connection with a good certificate, or as a test names it; closed in the end."""
    opened: list[Apns] = []

    def make(**named: object) -> Apns:
        leaf = an_authority().leaf()
        certificate, key = tmp_path / "pass.pem", tmp_path / "pass.key"
        certificate.write_bytes(leaf.pem)
        key.write_bytes(leaf.key_pem)
        values: dict[str, object] = {
            "topic": PASS_TYPE,
            "url": fake.url,
            "certificate_path": certificate,
            "key_path": key,
            "key_password": None,
            "ca_path": fake.authority_path,
        }
        opened.append(Apns(PushIdentity(**values | named)))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for apns in opened:
        apns.close()


def test_hundreds_go_over_one_connection_in_their_order(fake: FakeApns, connect: Pusher) -> None:
    fake.latency = 0.01
    pushing = connect()
    for batch in (TOKENS[:200], TOKENS[200:]):
        assert pushing.push(batch) == [Pushed(answer=Answer.DELIVERED)] * len(batch)
    assert len(fake.journal) == len(TOKENS)
    assert len({push.connection for push in fake.journal}) == 1


def test_nobody_to_wake_opens_nothing(fake: FakeApns, connect: Pusher) -> None:
    assert connect().push([]) == []
    assert fake.journal == []


SINCE = datetime(2026, 3, 3, 12, 0, 0, 123000, tzinfo=UTC)
ANSWERS = {
    (400, "BadDeviceToken"): Answer.TOKEN_BAD,
    (410, "Unregistered"): Answer.UNREGISTERED,
    (400, "DeviceTokenNotForTopic"): Answer.FAULT,
    (400, "TopicDisallowed"): Answer.FAULT,
    (400, "MissingTopic"): Answer.FAULT,
    (403, "BadCertificate"): Answer.FAULT,
    (403, "BadCertificateEnvironment"): Answer.FAULT,
    (413, "PayloadTooLarge"): Answer.FAULT,
    (429, "TooManyRequests"): Answer.LATER,
    (500, "InternalServerError"): Answer.LATER,
    (503, "ServiceUnavailable"): Answer.LATER,
}


@pytest.mark.parametrize(("status", "reason"), ANSWERS)
def test_every_answer_means_what_apple_says(fake: FakeApns, connect: Pusher, status: int, reason: str) -> None:
    since = SINCE if status == 410 else None
    fake.script[TOKENS[0]] = [Reply(status=status, reason=reason, unregistered_at=since)]
    said, other = connect().push(TOKENS[:2])
    assert (said.answer, said.reason) == (ANSWERS[status, reason], reason)
    assert said.since == since
    assert other.answer is Answer.DELIVERED


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"reason": null, "timestamp": "soon"}'])
def test_an_answer_that_makes_no_sense_breaks_nothing(body: bytes) -> None:
    assert read_answer(Response(410, {}, body)).since is None
    assert read_answer(Response(502, {"retry-after": "soon"}, body)).answer is Answer.LATER
    assert read_answer(Response(400, {}, body)).answer is Answer.FAULT


def test_apple_may_say_how_long_to_wait() -> None:
    said = read_answer(Response(503, {"retry-after": "30"}, b""))
    assert said.retry_after_seconds == 30


def test_what_a_goodbye_cuts_off_goes_out_on_the_next_connection(fake: FakeApns, connect: Pusher) -> None:
    pushing = connect()
    fake.script[TOKENS[3]] = [Reply(goaway=True), Reply()]
    assert all(said.answer is Answer.DELIVERED for said in pushing.push(TOKENS[:10]))
    assert len({push.connection for push in fake.journal}) == 2


def test_no_more_are_under_way_than_apple_allows(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fake ends a connection that has more streams open than it said."""
    monkeypatch.setattr(server, "MOST_STREAMS", 3)
    fake.latency = 0.01
    assert {said.answer for said in connect().push(TOKENS[:20])} == {Answer.DELIVERED}
    assert len({push.connection for push in fake.journal}) == 1


def test_a_connection_whose_numbers_are_used_up_is_followed_by_another(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_number, numbers = H2Connection.get_next_available_stream_id, iter(range(5))

    def rare(connection: H2Connection) -> int:
        if next(numbers, None) == 3:
            raise NoAvailableStreamIDError
        return next_number(connection)

    monkeypatch.setattr(H2Connection, "get_next_available_stream_id", rare)
    assert {said.answer for said in connect().push(TOKENS[:10])} == {Answer.DELIVERED}
    assert fake.journal[-1].connection == 2


def test_an_answer_that_comes_too_late_disturbs_nobody(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.05)
    fake.latency = 0.1
    assert {said.answer for said in connect().push(TOKENS[:150])} == {Answer.UNREACHABLE}


def test_apple_that_hangs_is_given_up_and_asked_again_later(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.3)
    pushing = connect()
    fake.script[TOKENS[0]] = [Reply(hangs=True), Reply()]
    hanging, other = pushing.push(TOKENS[:2])
    assert (hanging.answer, hanging.reason) == (Answer.UNREACHABLE, "no answer")
    assert other.answer is Answer.DELIVERED
    assert pushing.push(TOKENS[:1])[0].answer is Answer.DELIVERED
    assert len({push.connection for push in fake.journal}) == 2


def test_an_answer_that_never_ends_is_given_up_by_the_clock(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte starts the wait for the next one anew; only the clock ends that."""
    monkeypatch.setattr(module, "PUSH_SECONDS", 0.4)
    pushing = connect()
    fake.script[TOKENS[0]] = [Reply(drips_seconds=0.02), Reply()]
    dripping, other = pushing.push(TOKENS[:2])
    assert (dripping.answer, dripping.reason) == (Answer.UNREACHABLE, "TimeoutError")
    assert other.answer is Answer.DELIVERED
    assert pushing.push(TOKENS[:1])[0].answer is Answer.DELIVERED
    assert len({push.connection for push in fake.journal}) == 2


def test_two_turns_of_a_batch_are_over_within_its_lease() -> None:
    turns = -(-BATCH // module.AT_ONCE)
    assert turns * module.PUSH_SECONDS + GOODBYE_SECONDS < LEASE.total_seconds()


def test_nobody_listening_is_unreachable_and_found_again(fake: FakeApns, connect: Pusher) -> None:
    pushing = connect(url="https://127.0.0.1:1")
    assert {said.answer for said in pushing.push(TOKENS[:3])} == {Answer.UNREACHABLE}


def test_a_certificate_of_nobody_apple_knows_gets_nowhere(fake: FakeApns, connect: Pusher, tmp_path: Path) -> None:
    leaf = an_authority("stranger").leaf()
    certificate, key = tmp_path / "stranger.pem", tmp_path / "stranger.key"
    certificate.write_bytes(leaf.pem)
    key.write_bytes(leaf.key_pem)
    (said,) = connect(certificate_path=certificate, key_path=key).push(TOKENS[:1])
    assert said.answer in (Answer.FAULT, Answer.UNREACHABLE)
    assert fake.journal == []


def test_a_server_that_is_not_apple_gets_no_token(fake: FakeApns, connect: Pusher) -> None:
    (said,) = connect(ca_path=None).push(TOKENS[:1])
    assert said.answer is Answer.FAULT
    assert "certificate" in (said.reason or "").lower()
    assert fake.journal == []


@pytest.mark.parametrize("missing", ["certificate_path", "key_path", "ca_path"])
def test_files_that_are_gone_are_the_operators_fault(connect: Pusher, tmp_path: Path, missing: str) -> None:
    (said,) = connect(**{missing: tmp_path / "nowhere"}).push(TOKENS[:1])
    assert said.answer is Answer.FAULT


def test_the_certificate_may_be_as_apple_hands_it_out(fake: FakeApns, connect: Pusher, tmp_path: Path) -> None:
    leaf = an_authority().leaf()
    certificate, key = tmp_path / "pass.cer", tmp_path / "pass.cer.key"
    certificate.write_bytes(leaf.certificate.public_bytes(Encoding.DER))
    key.write_bytes(leaf.key_pem)
    (said,) = connect(certificate_path=certificate, key_path=key).push(TOKENS[:1])
    assert said == Pushed(answer=Answer.DELIVERED)


@pytest.mark.parametrize("problem", [ValueError(TOKENS[0]), OSError("broken"), KeyError(TOKENS[0])])
def test_what_nobody_thought_of_costs_one_push_and_tells_no_token(
    fake: FakeApns, connect: Pusher, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    post = Line.post

    async def sometimes(line: Line, path: str, headers: Any, body: bytes) -> Response:
        if path.endswith(TOKENS[0]):
            raise problem
        return await post(line, path, headers, body)

    monkeypatch.setattr(Line, "post", sometimes)
    bad, good = connect().push(TOKENS[:2])
    assert bad == Pushed(answer=Answer.UNREACHABLE, reason=type(problem).__name__)
    assert good == Pushed(answer=Answer.DELIVERED)
