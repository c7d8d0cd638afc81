"""What the push service checks of a push for a pass, and what it answers (wallets B3)."""

import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

_PATH = re.compile(r"/3/device/([^/?]*)")
_TOKEN = re.compile(r"(?:[0-9a-f]{2}){32,100}")
_LARGEST_BODY, _LONGEST_COLLAPSE_ID = 4096, 64
_PUSH_TYPES = ("background", "alert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One request as it came in; `uid` is that of the client's certificate, `connection` counts from one."""

    connection: int
    uid: str | None
    headers: dict[str, str]
    body: bytes

    @property
    def token(self) -> str:
        """The token in the path, whatever it looks like."""
        found = _PATH.fullmatch(self.headers.get(":path", ""))
        return found[1] if found else ""

    @property
    def topic(self) -> str:
        """The pass type that it is about."""
        return self.headers.get("apns-topic", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. `goaway` ends the connection without having processed the push, `hangs` never answers.

    `drips_seconds`: it begins to answer and never ends, a byte every so often.
    """

    status: int = 200
    reason: str | None = None
    unregistered_at: datetime | None = None
    after_seconds: float = 0.0
    goaway: bool = False
    hangs: bool = False
    drips_seconds: float = 0.0

    @property
    def body(self) -> bytes:
        """Empty for a push that was taken; else the reason, and since when the token is none."""
        if self.reason is None:
            return b""
        said: dict[str, object] = {"reason": self.reason}
        if self.unregistered_at is not None:
            said["timestamp"] = int(self.unregistered_at.timestamp() * 1000)
        return json.dumps(said).encode()


TAKEN = Reply()


@dataclass(slots=True, kw_only=True)
class Tokens:
    """Whose tokens the service knows: who rings when one is pushed, and since when another one is none any more."""

    ring: dict[str, Callable[[str], None]] = field(default_factory=dict)
    gone: dict[str, datetime] = field(default_factory=dict)

    def give(self, token: str, ring: Callable[[str], None]) -> None:
        """A phone got this token; `ring` hears the topic of each push and must not take long."""
        self.ring[token] = ring

    def withdraw(self, token: str, at: datetime) -> None:
        """The token is none any more: the phone got another one or took its last pass away."""
        self.ring.pop(token, None)
        self.gone[token] = at

    def answer(self, push: Push) -> Reply:
        """Judge the push and ring the phone that it is for."""
        refused = refusal(push)
        if refused is not None:
            return refused
        if push.token in self.gone:
            return Reply(status=410, reason="Unregistered", unregistered_at=self.gone[push.token])
        if push.token not in self.ring:
            return Reply(status=400, reason="BadDeviceToken")
        self.ring[push.token](push.topic)
        return TAKEN


def refusal(push: Push) -> Reply | None:
    """What is wrong with the request itself, in the service's words; None if nothing is."""
    for problem in (_of_request, _of_topic, _of_headers, _of_body):
        found = problem(push)
        if found is not None:
            status, reason = found
            return Reply(status=status, reason=reason)
    return None


def _of_request(push: Push) -> tuple[int, str] | None:
    if push.headers.get(":method") != "POST":
        return 405, "MethodNotAllowed"
    if not _PATH.fullmatch(push.headers.get(":path", "")):
        return 404, "BadPath"
    return None if _TOKEN.fullmatch(push.token) else (400, "BadDeviceToken")


def _of_topic(push: Push) -> tuple[int, str] | None:
    if push.uid is None:
        return 403, "BadCertificate"
    if not push.topic:
        return 400, "MissingTopic"
    return None if push.topic == push.uid else (400, "DeviceTokenNotForTopic")


def _of_headers(push: Push) -> tuple[int, str] | None:
    said = push.headers.get
    kind, priority = said("apns-push-type", "alert"), said("apns-priority", "5")
    wrong = {
        "InvalidPushType": kind not in _PUSH_TYPES,
        "BadPriority": priority not in ("5", "10") or (kind == "background" and priority != "5"),
        "BadExpirationDate": not said("apns-expiration", "0").isdecimal(),
        "BadCollapseId": len(said("apns-collapse-id", "").encode()) > _LONGEST_COLLAPSE_ID,
        "BadMessageId": not _is_uuid(said("apns-id", str(uuid.uuid4()))),
    }
    return next(((400, reason) for reason, is_wrong in wrong.items() if is_wrong), None)


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _of_body(push: Push) -> tuple[int, str] | None:
    """The real service takes any JSON here and the phone ignores what is not `{}`: this one says it aloud."""
    if len(push.body) > _LARGEST_BODY:
        return 413, "PayloadTooLarge"
    if not push.body:
        return 400, "PayloadEmpty"
    return None if push.body == b"{}" else (400, "PayloadIsNotAnEmptyObject")
