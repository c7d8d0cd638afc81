"""The push service of the tests is as strict as the real one, and does what a script tells it to."""

from __future__ import annotations

import asyncio
import json
import ssl
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.doubles.apns import Apns, Reply, client_context, running_apns
from tests.doubles.authority import PASS_TYPE, Holder, an_authority

TOKEN = "ab" * 32
HEADERS = {"apns-topic": PASS_TYPE, "apns-push-type": "background", "apns-priority": "5"}


@pytest.fixture
def apns(tmp_path: Path) -> Iterator[Apns]:
    with running_apns(tmp_path) as service:
        service.tokens.give(TOKEN, lambda _topic: None)
        yield service


@pytest.fixture
def provider(apns: Apns, tmp_path: Path) -> Iterator[httpx.Client]:
    with _client(apns, tmp_path, an_authority().leaf()) as client:
        yield client


def _client(apns: Apns, directory: Path, leaf: Holder) -> httpx.Client:
    context = client_context(directory, leaf, apns.authority_path)
    return httpx.Client(http1=False, http2=True, verify=context, base_url=apns.url, timeout=5)


def _pushed(provider: httpx.Client, token: str = TOKEN, body: bytes = b"{}", **headers: str) -> httpx.Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    said = {name: value for name, value in (HEADERS | more).items() if value != "-"}
    return provider.post(f"/3/device/{token}", content=body, headers=said)


def test_a_right_push_is_taken_and_rings(apns: Apns, provider: httpx.Client) -> None:
    rung: list[str] = []
    apns.tokens.give(TOKEN, rung.append)
    own = str(uuid.uuid4())
    answer = _pushed(provider, apns_id=own)
    assert (answer.status_code, answer.content, answer.http_version) == (200, b"", "HTTP/2")
    assert answer.headers["apns-id"] == own
    assert rung == [PASS_TYPE]
    (push,) = apns.journal
    assert (push.token, push.topic, push.uid, push.body, push.connection) == (TOKEN, PASS_TYPE, PASS_TYPE, b"{}", 1)


@pytest.mark.parametrize(
    ("values", "status", "reason"),
    [
        ({"token": "xyz"}, 400, "BadDeviceToken"),
        ({"token": TOKEN[:-1]}, 400, "BadDeviceToken"),
        ({"token": TOKEN.upper()}, 400, "BadDeviceToken"),
        ({"token": "cd" * 32}, 400, "BadDeviceToken"),
        ({"body": b""}, 400, "PayloadEmpty"),
        ({"body": b'{"aps":{}}'}, 400, "PayloadIsNotAnEmptyObject"),
        ({"body": b"{ }"}, 400, "PayloadIsNotAnEmptyObject"),
        ({"body": b" " * 4097}, 413, "PayloadTooLarge"),
        ({"apns_topic": "-"}, 400, "MissingTopic"),
        ({"apns_topic": "pass.lu.example.other"}, 400, "DeviceTokenNotForTopic"),
        ({"apns_priority": "10"}, 400, "BadPriority"),
        ({"apns_push_type": "voip"}, 400, "InvalidPushType"),
        ({"apns_expiration": "tomorrow"}, 400, "BadExpirationDate"),
        ({"apns_id": "17"}, 400, "BadMessageId"),
        ({"apns_collapse_id": "x" * 65}, 400, "BadCollapseId"),
    ],
)
def test_what_is_wrong_is_answered_as_apple_does(
    provider: httpx.Client, values: dict[str, Any], status: int, reason: str
) -> None:
    answer = _pushed(provider, **values)
    assert (answer.status_code, answer.json()) == (status, {"reason": reason})


def test_other_methods_and_paths_are_unknown(provider: httpx.Client) -> None:
    assert provider.get(f"/3/device/{TOKEN}").json() == {"reason": "MethodNotAllowed"}
    assert provider.post("/2/device/x", content=b"{}").json() == {"reason": "BadPath"}


def test_a_token_that_was_withdrawn_is_gone_since_then(apns: Apns, provider: httpx.Client) -> None:
    since = datetime(2026, 11, 26, 1, 2, 3, 456000, tzinfo=UTC)
    apns.tokens.withdraw(TOKEN, since)
    answer = _pushed(provider)
    assert answer.status_code == 410
    assert answer.json() == {"reason": "Unregistered", "timestamp": 1795654923456}


def test_scripted_answers_come_in_their_order_and_the_last_one_stays(apns: Apns, provider: httpx.Client) -> None:
    apns.script[TOKEN] = [
        Reply(status=429, reason="TooManyRequests"),
        Reply(status=503, reason="ServiceUnavailable"),
        Reply(status=403, reason="BadCertificateEnvironment"),
    ]
    assert [_pushed(provider).status_code for _ in range(4)] == [429, 503, 403, 403]
    assert {push.connection for push in apns.journal} == {1}


def test_goaway_ends_the_connection_and_the_next_push_opens_another(apns: Apns, provider: httpx.Client) -> None:
    apns.script[TOKEN] = [Reply(goaway=True, reason="Shutdown"), Reply()]
    with pytest.raises(httpx.RemoteProtocolError):
        _pushed(provider)
    assert _pushed(provider).status_code == 200
    assert [push.connection for push in apns.journal] == [1, 2]


def test_a_push_that_hangs_runs_out_of_patience_and_a_slow_one_does_not(apns: Apns, provider: httpx.Client) -> None:
    apns.script[TOKEN] = [Reply(hangs=True), Reply(after_seconds=0.05)]
    provider.timeout = httpx.Timeout(0.3)
    with pytest.raises(httpx.ReadTimeout):
        _pushed(provider)
    assert _pushed(provider).status_code == 200


def test_whoever_has_no_certificate_or_a_foreign_one_is_not_let_in(apns: Apns, tmp_path: Path) -> None:
    without = httpx.Client(http2=True, verify=ssl.create_default_context(cafile=str(apns.authority_path)))
    foreign = _client(apns, tmp_path, an_authority("two").leaf())
    expired = _client(apns, tmp_path, an_authority().leaf(valid=(-300, -1)))
    for client in (without, foreign, expired):
        with client, pytest.raises(httpx.TransportError):
            client.post(f"{apns.url}/3/device/{TOKEN}", content=b"{}", headers=HEADERS)
    assert apns.journal == []


def test_http_1_is_not_spoken(apns: Apns, tmp_path: Path) -> None:
    context = client_context(tmp_path, an_authority().leaf(), apns.authority_path)
    with httpx.Client(verify=context) as client, pytest.raises(httpx.TransportError):
        client.post(f"{apns.url}/3/device/{TOKEN}", content=b"{}", headers=HEADERS)


def test_a_hundred_pushes_at_once_share_one_connection(apns: Apns, tmp_path: Path) -> None:
    apns.knows_everybody, apns.latency = True, 0.02
    context = client_context(tmp_path, an_authority().leaf(), apns.authority_path)

    async def push_all() -> list[int]:
        async with httpx.AsyncClient(http1=False, http2=True, verify=context, base_url=apns.url) as client:
            await client.post(f"/3/device/{TOKEN}", content=b"{}", headers=HEADERS)
            answers = await asyncio.gather(
                *(client.post(f"/3/device/{n:064x}", content=b"{}", headers=HEADERS) for n in range(100))
            )
            return [answer.status_code for answer in answers]

    assert asyncio.run(push_all()) == [200] * 100
    assert {push.connection for push in apns.journal} == {1}
    assert json.dumps(sorted(push.token for push in apns.journal[1:])) == json.dumps([f"{n:064x}" for n in range(100)])
