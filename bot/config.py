"""Define all settings with meaning, unit and default, and report all their problems at once."""

from __future__ import annotations

import re
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CommaList = Annotated[tuple[str, ...], NoDecode]
SecretList = Annotated[tuple[SecretStr, ...], NoDecode]
LONGEST_ALERT_MIN = 43_200
SECRET_LENGTH = 16
NO_SECRET = SecretStr("")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SENTRY_HOST = "sentry.io"
DSN = re.compile(r"https?://[^@/\s]+@[^@/\s]+/(?:\S+/)?\d+")
CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{8,}")


REACTION = re.compile(r"[a-z0-9_+'-]{1,100}")
PICTURES = {
    "👀": "eyes", "✅": "white_check_mark", "✔": "heavy_check_mark", "☑": "ballot_box_with_check", "👍": "+1",
    "👎": "-1", "🔍": "mag", "🔎": "mag_right", "🙋": "raising_hand", "🛠": "hammer_and_wrench", "🔧": "wrench",
    "🚧": "construction", "🚀": "rocket", "🎉": "tada", "💯": "100", "🆗": "ok", "👌": "ok_hand", "🐛": "bug",
    "🔥": "fire", "🙏": "pray", "👏": "clap", "✋": "hand", "⏳": "hourglass_flowing_sand", "❌": "x", "⭕": "o",
}  # fmt: skip
"""Reactions that people paste as a picture → their names in Slack."""
OTHER_NAMES = {
    "thumbsup": "+1", "thumbsdown": "-1", "raised_hand": "hand", "poop": "hankey", "shit": "hankey",
    "collision": "boom", "punch": "facepunch", "honeybee": "bee", "telephone": "phone", "satisfied": "laughing",
    "running": "runner", "simple_smile": "slightly_smiling_face", "envelope": "email",
    "heavy_exclamation_mark": "exclamation", "knife": "hocho", "paw_prints": "feet", "family": "man-woman-boy",
    "red_car": "car", "sailboat": "boat",
}  # fmt: skip
"""Names that Slack accepts → the name that its events carry."""


def reaction_name(typed: str) -> str:
    """Return a reaction's name as in Slack's events; the input may have colons or capitals, or be the emoji.

    Raises:
        ValueError: the text is not a reaction; the message says how to write one.
    """
    name = typed.strip().strip(":").lower().removesuffix("\ufe0f")
    name = PICTURES.get(name, name).partition("::")[0]
    if not REACTION.fullmatch(name):
        raise ValueError(f"{typed!r} is not the name of a reaction: write it as Slack shows it, such as eyes")
    return OTHER_NAMES.get(name, name)


class SettingsProblem(Exception):
    """Some settings are invalid. The message has a line for each one, with the remedy."""


class Settings(BaseSettings):
    """The settings, read from the environment and `.env`. A variable is the name in capitals."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    sentry_client_secrets: SecretList = Field((), description="client secrets of the Sentry integration, by comma")
    sentry_service_hook_secrets: SecretList = Field((), description="secrets of Sentry service hooks, by comma")
    sentry_legacy_path: SecretStr = Field(
        NO_SECRET, description="unguessable path for the unsigned WebHooks plugin; empty: off"
    )
    slack_bot_token: SecretStr = Field(
        NO_SECRET, description="`xoxb-...`; empty: the local workspace stands in for Slack"
    )
    slack_signing_secret: SecretStr = Field(NO_SECRET, description="signing secret of the Slack app")
    leak_channel: str = Field("", description="id of the channel that hears of leaks, such as C0123456789")
    database_url: str = Field("sqlite:///data/leak-diary.db", description="where everything is kept")
    sqlite_on_damage: Literal["stop", "spool"] = Field(
        "stop", description="damaged database: `stop`, or keep alerts in a `spool` beside it for `restore`"
    )
    listen_host: str = Field("127.0.0.1", description="address that the door listens on")
    port: int = Field(3000, ge=0, le=65535, description="port that the door listens on; 0: any free one")
    max_body_bytes: int = Field(2 * 1024 * 1024, ge=1024, description="largest webhook body in bytes")
    trusted_proxies: CommaList = Field(
        (), description="addresses or networks of your proxies, by comma: no share of connections is kept for them"
    )
    ops_token: SecretStr = Field(
        NO_SECRET, repr=False, description="bearer token that opens the details of `/healthz`; empty: none"
    )
    intake_queue: int = Field(2000, ge=1, description="webhooks that may wait for the disk; more get a quick 503")
    reply_every: int = Field(3600, ge=1, description="seconds between two replies in one leak's thread")
    post_every_ms: int = Field(1000, ge=0, description="milliseconds between two calls to one Slack channel")
    investigating_reactions: CommaList = Field(("eyes",), description="reaction names that say: I am on it")
    investigated_reactions: CommaList = Field(("white_check_mark", "heavy_check_mark"), description="... and: done")
    slack_api_url: str = Field("https://slack.com/api/", description="address of Slack's web API")
    bot_reactions: bool = Field(False, description="`true`: reactions of other bots mark a leak, too")
    leak_owners: CommaList = Field((), description="Slack user ids that are told when Slack refuses messages, by comma")
    leak_language: str = Field("en", description="language of what the bot says")
    keep_bodies_days: int = Field(14, ge=1, description="days after which the raw webhook bodies are dropped")
    sentry_url: str = Field("https://sentry.io", description="Sentry's address, such as `https://de.sentry.io`")
    sentry_insecure: bool = Field(False, description="`1`: SENTRY_URL may be `http://` on another machine, too")
    sentry_org: str = Field("", description="slug of the organisation whose leak issues are read")
    sentry_auth_token: SecretStr = Field(NO_SECRET, description="token of the integration; empty: Sentry is not asked")
    sentry_projects: CommaList = Field((), description="slugs or numbers of the projects to read; empty: all")
    sentry_queries: str = Field(
        "", description="issue searches that find the leak issues, by `;`; empty: those of every family of reports"
    )
    sentry_write_back: Literal["off", "comment", "resolve"] = Field(
        "off", description="what ✅ does to Sentry's issues"
    )
    sentry_alert_every: str = Field("", description="minutes that the alert rule waits; 0: every event; empty: guessed")
    sentry_dsn: SecretStr = Field(NO_SECRET, description="where the bot reports its own errors; empty: nowhere")
    leak_story: bool = Field(True, description="replay the leak story once when the local workspace is new")
    programme: str = Field("programme.toml", description="the study group's programme, read once; empty: none")

    @field_validator(
        "sentry_client_secrets",
        "sentry_service_hook_secrets",
        "sentry_projects",
        "leak_owners",
        "trusted_proxies",
        "investigating_reactions",
        "investigated_reactions",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def is_local(self) -> bool:
        """True if there is no Slack token: the local workspace replaces Slack."""
        return not self.slack_bot_token.get_secret_value()

    @property
    def database_file(self) -> Path | None:
        """The SQLite file; None for a database in memory."""
        path = self.database_url.partition("://")[2].removeprefix("/")
        return Path(path) if path else None

    @property
    def data_dir(self) -> Path:
        """The folder of the SQLite file, for other files; ./data for a database in memory."""
        return self.database_file.parent if self.database_file else Path("data")

    @property
    def own_project(self) -> str | None:
        """The Sentry project that the bot reports its own errors to; its webhooks are dropped."""
        return urlsplit(self.sentry_dsn.get_secret_value()).path.rpartition("/")[2] or None

    @property
    def sentry_hosts(self) -> tuple[str, ...]:
        """The hosts that "Open in Sentry" may link to. A leading dot means all subdomains."""
        return (urlsplit(self.sentry_url).hostname or SENTRY_HOST, SENTRY_HOST, f".{SENTRY_HOST}")

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of TRUSTED_PROXIES; a single address is a network of one.

        Raises:
            ValueError: an entry is not an address or network.
        """
        return tuple(ip_network(one, strict=False) for one in self.trusted_proxies)

    @property
    def queries(self) -> tuple[str, ...]:
        """The issue searches of SENTRY_QUERIES; empty if the searches of the report families apply."""
        return tuple(part.strip() for part in self.sentry_queries.split(";") if part.strip())

    @field_validator("investigating_reactions", "investigated_reactions")
    @classmethod
    def _name_reactions(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(reaction_name(name) for name in names)

    @property
    def alert_every(self) -> int | None:
        """The minutes between two alerts for one issue, as in the alert rule; None if unknown."""
        return int(self.sentry_alert_every) if self.sentry_alert_every else None

    def _sentry_problems(self) -> list[str]:
        token, dsn = self.sentry_auth_token.get_secret_value(), self.sentry_dsn.get_secret_value()
        found = self._sentry_address_problems()
        if token and not self.sentry_org:
            found.append("SENTRY_ORG is empty: set it to your organisation's slug, as in its Sentry address")
        if not token.isascii() or any(one.isspace() for one in token):
            found.append("SENTRY_AUTH_TOKEN has blanks or characters that are invalid in a token: copy it again")
        minutes = self.sentry_alert_every
        if minutes and not (minutes.isdecimal() and int(minutes) <= LONGEST_ALERT_MIN):
            found.append("SENTRY_ALERT_EVERY must be minutes from 0 to 43200 as in your alert rule, or empty")
        if self.sentry_write_back != "off" and not token:
            found.append("SENTRY_WRITE_BACK needs SENTRY_AUTH_TOKEN: set the token, or SENTRY_WRITE_BACK=off")
        if dsn and not DSN.fullmatch(dsn):
            found.append(
                "SENTRY_DSN must look like https://key@host/123: copy it from your Sentry project, or empty it"
            )
        return found

    def _sentry_address_problems(self) -> list[str]:
        address = urlsplit(self.sentry_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            return ["SENTRY_URL must be an address such as https://sentry.io"]
        if address.scheme == "http" and address.hostname not in LOOPBACK and not self.sentry_insecure:
            return [
                "SENTRY_URL is http://, so others could read the token on its way:"
                " use https://, or set SENTRY_INSECURE=1 if you trust that network"
            ]
        return []

    def _short_secrets(self) -> list[str]:
        secrets = {
            "SENTRY_CLIENT_SECRETS": self.sentry_client_secrets,
            "SENTRY_SERVICE_HOOK_SECRETS": self.sentry_service_hook_secrets,
            "SLACK_SIGNING_SECRET": (self.slack_signing_secret,),
        }
        return [
            f"{name} holds a secret of fewer than {SECRET_LENGTH} characters, which can be guessed: copy it again"
            for name, values in secrets.items()
            if any(0 < len(one) < SECRET_LENGTH for one in values)
        ]

    def _server_problems(self) -> list[str]:
        found = []
        try:
            _ = self.proxies
        except ValueError as error:
            found.append(f"TRUSTED_PROXIES must be addresses or networks such as 10.0.0.0/8: {error}")
        token = self.ops_token.get_secret_value()
        if token and not (len(token) >= SECRET_LENGTH and re.fullmatch(r"[!-~]+", token)):
            found.append(f"OPS_TOKEN must have at least {SECRET_LENGTH} characters and no blanks: make a random one")
        return found

    def problems(self) -> list[str]:
        """List missing and contradictory settings, one sentence each."""
        found = [*self._sentry_problems(), *self._short_secrets(), *self._server_problems()]
        if self.leak_language not in (known := _languages()):
            found.append(f"LEAK_LANGUAGE must be one of {', '.join(known)}: each is a file in bot/core/texts")
        if not self.database_url.startswith("sqlite://"):
            found.append("DATABASE_URL is not understood: use one such as sqlite:///data/leak-diary.db")
        if not self.is_local:
            if not self.slack_bot_token.get_secret_value().startswith("xoxb-"):
                found.append("SLACK_BOT_TOKEN must begin with xoxb-: copy the bot token of your app's OAuth page")
            if not self.slack_signing_secret:
                found.append("SLACK_SIGNING_SECRET is empty: copy it from your app's Basic Information page")
            if not self.leak_channel:
                found.append("LEAK_CHANNEL is empty: set it to a channel id such as C0123456789")
            elif not CHANNEL_ID.fullmatch(self.leak_channel):
                found.append("LEAK_CHANNEL must be a channel's id such as C0123456789, not its name: see its details")
            if not (self.sentry_client_secrets or self.sentry_service_hook_secrets):
                found.append("SENTRY_CLIENT_SECRETS is empty: copy the client secret of your Sentry integration")
        elif self.slack_signing_secret:
            found.append("SLACK_SIGNING_SECRET is set but SLACK_BOT_TOKEN is empty: set both, or neither")
        path = self.sentry_legacy_path.get_secret_value()
        if path and len(path.strip("/")) < 24:
            found.append("SENTRY_LEGACY_PATH is too short to be unguessable: use at least 24 random characters")
        return found


def _languages() -> list[str]:
    """List the languages that have a file of texts.

    File names are read instead of importing the texts, because settings must not import a higher room. A missing
    language is thus reported together with all other problems.
    """
    names = (one.name for one in files("bot").joinpath("core", "texts").iterdir())
    return sorted(name.removesuffix(".ftl") for name in names if name.endswith(".ftl") and name.count(".") == 1)


def load_settings(**overrides: object) -> Settings:
    """Load the settings from the environment; overrides win, unless they are None.

    Raises:
        SettingsProblem: some settings are invalid; the message lists all problems.
    """
    given: dict[str, Any] = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        # The other settings are checked with defaults for these, so that all problems are reported at once.
        wrong = {str(one["loc"][0]).lower() for one in error.errors()}
        unset = {name: Settings.model_fields[name].default for name in wrong}
        lines += Settings(**{**given, **unset}).problems()
        raise SettingsProblem("\n".join(lines)) from None
    if found := settings.problems():
        raise SettingsProblem("\n".join(found))
    return settings
