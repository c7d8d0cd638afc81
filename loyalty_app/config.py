"""Settings: read once from the environment into one frozen value; wrong or missing ones stop the start by name."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from loyalty_app.domain.smtp_servers import SmtpServer, read_smtp_url

ROOT = Path(__file__).resolve().parent.parent
_PREFIX = "LOYALTY_"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}")
_DATABASES = ("sqlite:///", "postgresql+psycopg://")


class SettingsError(Exception):
    """A setting is missing, unknown or wrong; the message names it and never shows its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleSettings:
    """What Apple Wallet needs. The files are read, and judged, by `wallets.apple.credentials`."""

    pass_type_id: str
    team_id: str
    wwdr_cert_path: Path
    signer_cert_path: Path
    signer_key_path: Path
    signer_key_password: str | None
    apns_url: str
    apns_ca_path: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the environment decides. `is_embedded`: one process, no Redis, secrets made under var/.

    `outbox_path`: where mails lie that no mail server takes.
    """

    database_url: str
    migration_database_url: str
    redis_url: str | None
    secret_key: str
    pin_pepper: str
    fernet_keys: tuple[str, ...]
    base_url: str
    trusted_proxies: int
    default_cooldown_minutes: int
    max_daily_stamps: int
    pin_max_failed_attempts: int
    pin_lockout_minutes: int
    default_points_per_euro: int
    smtp_server: SmtpServer | None
    mail_from: str
    log_format: str
    port: int
    var_path: Path
    outbox_path: Path
    apple: AppleSettings | None = None

    @property
    def is_embedded(self) -> bool:
        """Whether this is the one-process default without Redis."""
        return self.redis_url is None

    @property
    def cookies_secure(self) -> bool:
        """Whether cookies may only travel encrypted: always but for plain http on the embedded default."""
        return self.base_url.startswith("https://")


# Settings of features that later parts of the product read; known, so that they are not refused as typos.
_KNOWN_ELSEWHERE = frozenset(
    """
    LOYALTY_GOOGLE_ISSUER_ID LOYALTY_GOOGLE_SERVICE_ACCOUNT_JSON LOYALTY_GOOGLE_API_URL LOYALTY_GOOGLE_KEYS_URL
    LOYALTY_GOOGLE_ORIGINS LOYALTY_SENTRY_DSN
    """.split()
)
_OWN = frozenset(
    """
    LOYALTY_MIGRATION_DATABASE_URL LOYALTY_PIN_PEPPER LOYALTY_FERNET_KEYS LOYALTY_BASE_URL LOYALTY_TRUSTED_PROXIES
    LOYALTY_DEFAULT_COOLDOWN_MINUTES LOYALTY_MAX_DAILY_STAMPS LOYALTY_PIN_MAX_FAILED_ATTEMPTS
    LOYALTY_PIN_LOCKOUT_MINUTES LOYALTY_DEFAULT_POINTS_PER_EURO LOYALTY_SMTP_URL LOYALTY_MAIL_FROM LOYALTY_LOG_FORMAT
    LOYALTY_APPLE_PASS_TYPE_ID LOYALTY_APPLE_TEAM_ID LOYALTY_APPLE_WWDR_CERT_PATH LOYALTY_APPLE_SIGNER_CERT_PATH
    LOYALTY_APPLE_SIGNER_KEY_PATH LOYALTY_APPLE_SIGNER_KEY_PASSWORD LOYALTY_APNS_URL LOYALTY_APNS_CA_PATH
    """.split()
)
# All of them or none: one alone is a mistake that would otherwise be noticed by a customer.
_APPLE = (
    "LOYALTY_APPLE_PASS_TYPE_ID",
    "LOYALTY_APPLE_TEAM_ID",
    "LOYALTY_APPLE_WWDR_CERT_PATH",
    "LOYALTY_APPLE_SIGNER_CERT_PATH",
    "LOYALTY_APPLE_SIGNER_KEY_PATH",
)
_PASS_TYPE_ID = re.compile(r"pass(?:\.[A-Za-z0-9-]+)+")
_TEAM_ID = re.compile(r"[A-Z0-9]{10}")
_APNS_URL = "https://api.push.apple.com"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def read_settings(environment: Mapping[str, str] | None = None, *, root: Path = ROOT) -> Settings:
    """The settings of this process from its environment; raises SettingsError naming the first bad one."""
    env = dict(os.environ if environment is None else environment)
    _require_known(env)
    var_path = root / "var"
    redis_url = env.get("REDIS_URL") or None
    database_url = env.get("DATABASE_URL") or f"sqlite:///{var_path / 'loyalty.sqlite3'}"
    port = _number(env, "PORT", 8000, 1, 65535)
    if not database_url.startswith(_DATABASES):
        raise SettingsError(f"DATABASE_URL must begin with {' or '.join(_DATABASES)}.")
    embedded = redis_url is None and database_url.startswith("sqlite")
    if embedded:
        var_path.mkdir(mode=0o700, exist_ok=True)
    base_url = _base_url(env, port)
    return Settings(
        database_url=database_url,
        migration_database_url=env.get("LOYALTY_MIGRATION_DATABASE_URL") or database_url,
        redis_url=redis_url,
        secret_key=_secret(env, "SECRET_KEY", var_path, embedded=embedded),
        pin_pepper=_secret(env, "LOYALTY_PIN_PEPPER", var_path, embedded=embedded),
        fernet_keys=_fernet_keys(env, var_path, embedded=embedded),
        base_url=base_url,
        trusted_proxies=_number(env, "LOYALTY_TRUSTED_PROXIES", 0, 0, 10),
        default_cooldown_minutes=_number(env, "LOYALTY_DEFAULT_COOLDOWN_MINUTES", 15, 0, 1440),
        max_daily_stamps=_number(env, "LOYALTY_MAX_DAILY_STAMPS", 5, 1, 1000),
        pin_max_failed_attempts=_number(env, "LOYALTY_PIN_MAX_FAILED_ATTEMPTS", 5, 1, 20),
        pin_lockout_minutes=_number(env, "LOYALTY_PIN_LOCKOUT_MINUTES", 30, 1, 1440),
        default_points_per_euro=_number(env, "LOYALTY_DEFAULT_POINTS_PER_EURO", 10, 1, 1000),
        smtp_server=_smtp_server(env),
        mail_from=_mail_from(env, port),
        log_format=_one_of(env, "LOYALTY_LOG_FORMAT", ("text", "json")),
        port=port,
        var_path=var_path,
        outbox_path=var_path / "outbox",
        apple=_apple(env, base_url),
    )


def _require_known(env: Mapping[str, str]) -> None:
    unknown = sorted(name for name in env if name.startswith(_PREFIX) and name not in _OWN | _KNOWN_ELSEWHERE)
    if unknown:
        raise SettingsError(f"{unknown[0]} is not a setting. Check the spelling against the list in the README.")


def _secret(env: Mapping[str, str], name: str, var_path: Path, *, embedded: bool) -> str:
    value = env.get(name) or (_made_once(var_path / name.lower(), secrets.token_urlsafe(48)) if embedded else "")
    if not value:
        raise SettingsError(f"{name} is required when DATABASE_URL or REDIS_URL is set.")
    if len(value) < 32:
        raise SettingsError(f"{name} is too short: use at least 32 random characters.")
    return value


def _fernet_keys(env: Mapping[str, str], var_path: Path, *, embedded: bool) -> tuple[str, ...]:
    name = "LOYALTY_FERNET_KEYS"
    made = _made_once(var_path / name.lower(), Fernet.generate_key().decode()) if embedded else ""
    keys = tuple(key.strip() for key in (env.get(name) or made).split(",") if key.strip())
    if not keys:
        raise SettingsError(f"{name} is required when DATABASE_URL or REDIS_URL is set.")
    for key in keys:
        try:
            Fernet(key)
        except ValueError:
            raise SettingsError(f"{name} must be Fernet keys (32 bytes, url-safe base64), comma-separated.") from None
    return keys


def _made_once(path: Path, value: str) -> str:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value


def _base_url(env: Mapping[str, str], port: int) -> str:
    url = (env.get("LOYALTY_BASE_URL") or f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingsError("LOYALTY_BASE_URL must look like https://loyalty.example, without a path.")
    return url


def _smtp_server(env: Mapping[str, str]) -> SmtpServer | None:
    url = env.get("LOYALTY_SMTP_URL")
    if not url:
        return None
    if not env.get("LOYALTY_MAIL_FROM"):
        raise SettingsError("LOYALTY_MAIL_FROM is required when LOYALTY_SMTP_URL is set.")
    try:
        return read_smtp_url(url)
    except ValueError as problem:
        raise SettingsError(f"LOYALTY_SMTP_URL {problem}.") from None


def _mail_from(env: Mapping[str, str], port: int) -> str:
    """The address alone: the name in front of it is that of the merchant who writes."""
    typed = env.get("LOYALTY_MAIL_FROM")
    if not typed:
        return f"loyalty@{urlsplit(_base_url(env, port)).hostname}"
    if not _ADDRESS.fullmatch(typed):
        raise SettingsError("LOYALTY_MAIL_FROM must be an address alone, for example cards@loyalty.example.")
    return typed


def is_public_or_loopback(url: str) -> bool:
    """Whether phones may be sent there: encrypted, or this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def _apple(env: Mapping[str, str], base_url: str) -> AppleSettings | None:
    password = env.get("LOYALTY_APPLE_SIGNER_KEY_PASSWORD") or None
    if not password and not any(env.get(name) for name in _APPLE):
        return None
    if missing := next((name for name in _APPLE if not env.get(name)), None):
        raise SettingsError(f"{missing} is required as soon as one setting of Apple Wallet is set.")
    _require_form(env, "LOYALTY_APPLE_PASS_TYPE_ID", _PASS_TYPE_ID, "look like pass.example.loyalty")
    _require_form(env, "LOYALTY_APPLE_TEAM_ID", _TEAM_ID, "be ten capital letters and digits")
    if not is_public_or_loopback(base_url):
        raise SettingsError("LOYALTY_BASE_URL must begin with https:// when Apple Wallet is configured.")
    authority = env.get("LOYALTY_APNS_CA_PATH")
    return AppleSettings(
        pass_type_id=env["LOYALTY_APPLE_PASS_TYPE_ID"],
        team_id=env["LOYALTY_APPLE_TEAM_ID"],
        wwdr_cert_path=Path(env["LOYALTY_APPLE_WWDR_CERT_PATH"]).expanduser(),
        signer_cert_path=Path(env["LOYALTY_APPLE_SIGNER_CERT_PATH"]).expanduser(),
        signer_key_path=Path(env["LOYALTY_APPLE_SIGNER_KEY_PATH"]).expanduser(),
        signer_key_password=password,
        apns_url=_apns_url(env),
        apns_ca_path=Path(authority).expanduser() if authority else None,
    )


def _apns_url(env: Mapping[str, str]) -> str:
    url = (env.get("LOYALTY_APNS_URL") or _APNS_URL).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path or parts.query:
        raise SettingsError("LOYALTY_APNS_URL must look like https://api.push.example, without a path.")
    return url


def _require_form(env: Mapping[str, str], name: str, form: re.Pattern[str], wanted: str) -> None:
    if not form.fullmatch(env[name]):
        raise SettingsError(f"{name} must {wanted}.")


def _number(env: Mapping[str, str], name: str, default: int, lowest: int, highest: int) -> int:
    text = env.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
        raise SettingsError(f"{name} must be a whole number from {lowest} to {highest}.")
    return int(text)


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name) or choices[0]
    if value not in choices:
        raise SettingsError(f"{name} must be one of: {', '.join(choices)}.")
    return value
