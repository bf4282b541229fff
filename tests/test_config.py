"""Settings: lists, defaults, and all problems at once."""

from pathlib import Path

import pytest

from bot.app.lock import hold_file
from bot.config import Settings, SettingsProblem, load_settings
from storage import StoreUnusable


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no .env of the machine takes part."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_local_workspace_stands_in() -> None:
    """The defaults need no variable at all."""
    settings = load_settings()

    assert settings.is_local
    assert (3000, "127.0.0.1", Path("data")) == (settings.port, settings.listen_host, settings.data_dir)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blanks and empty parts do not count."""
    monkeypatch.setenv("SENTRY_PROJECTS", " new , old,,")

    assert ("new", "old") == load_settings().sentry_projects


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever mends the settings mends them once."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxp-1")

    with pytest.raises(SettingsProblem) as problem:
        load_settings()

    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "LEAK_CHANNEL", "SENTRY_CLIENT_SECRETS"):
        assert name in str(problem.value)


def test_values_of_a_wrong_type_do_not_hide_the_other_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds are told at once."""
    for name, value in {
        "PORT": "99999",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "LEAK_CHANNEL": "#leaks",
        "SENTRY_DSN": "garbage",
        "DATABASE_URL": "mysql://x",
    }.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsProblem) as problem:
        load_settings()

    for name in ("PORT", "SLACK_SIGNING_SECRET", "LEAK_CHANNEL", "SENTRY_DSN", "DATABASE_URL"):
        assert name in str(problem.value)


def test_a_bad_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the variable; a secret in the wrong place does not end in a terminal."""
    monkeypatch.setenv("PORT", "xoxb-secret")

    with pytest.raises(SettingsProblem, match="PORT") as problem:
        load_settings()

    assert "xoxb-secret" not in str(problem.value)


def test_an_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None means not given."""
    monkeypatch.setenv("PORT", "4000")

    assert (5000, 4000) == (load_settings(port=5000).port, load_settings(port=None).port)


@pytest.mark.parametrize(
    ("url", "expected"),
    [("sqlite:///data/a.db", "data/a.db"), ("sqlite:////var/lib/a.db", "/var/lib/a.db"), ("sqlite://", None)],
)
def test_the_database_file_is_found_in_its_address(url: str, expected: str | None) -> None:
    """Three slashes are relative, four are absolute, two are memory."""
    found = load_settings(database_url=url).database_file

    assert expected == (str(found) if found else None)


def test_a_guessable_path_for_unsigned_bodies_is_refused() -> None:
    """The plugin's bodies are unsigned: their path is the only secret."""
    with pytest.raises(SettingsProblem, match="SENTRY_LEGACY_PATH"):
        load_settings(sentry_legacy_path="hooks")


@pytest.mark.parametrize("token", ["short", "a token with blanks in it", "é" * 20])
def test_an_operators_token_that_can_be_guessed_or_not_be_sent_is_refused(token: str) -> None:
    """A header carries it, so it has no blanks and no letters beyond ASCII."""
    with pytest.raises(SettingsProblem, match="OPS_TOKEN") as problem:
        load_settings(ops_token=token)

    assert token not in str(problem.value)
    assert "long-enough-a-token" == load_settings(ops_token="long-enough-a-token").ops_token.get_secret_value()


def test_trusted_proxies_are_addresses_or_networks() -> None:
    """An address alone is a network of one; a name is refused."""
    settings = load_settings(trusted_proxies="10.0.0.7, fd00::/8")

    assert ["10.0.0.7/32", "fd00::/8"] == [str(network) for network in settings.proxies]
    with pytest.raises(SettingsProblem, match="TRUSTED_PROXIES"):
        load_settings(trusted_proxies="proxy.example")


def test_the_bots_own_project_is_read_from_its_dsn() -> None:
    """Its webhooks are refused at the door."""
    assert "77" == load_settings(sentry_dsn="https://key@o1.ingest.sentry.io/77").own_project
    assert load_settings().own_project is None


def test_a_link_to_a_served_file_is_refused_too(tmp_path: Path) -> None:
    """The lock is that of the file, not of the name."""
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "real.db")
    lock = hold_file(load_settings(database_url=f"sqlite:///{tmp_path}/real.db"))

    with pytest.raises(StoreUnusable, match="served by another process"):
        hold_file(load_settings(database_url=f"sqlite:///{link}"))

    assert lock is not None
    lock.close()


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Here a file stands where the folder should be; another owner's folder ends the same."""
    (tmp_path / "data").write_text("")

    with pytest.raises(StoreUnusable, match="cannot be written"):
        hold_file(load_settings(database_url=f"sqlite:///{tmp_path}/data/a.db"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("eyes", "eyes"), (":eyes:", "eyes"), ("👀", "eyes"), ("Eyes", "eyes"), ("thumbsup", "+1"), ("👍", "+1"),
        ("✅", "white_check_mark"), ("✔️", "heavy_check_mark"), ("ok_hand::skin-tone-3", "ok_hand"),
    ],
)  # fmt: skip
def test_a_reaction_is_known_by_any_of_its_names(monkeypatch: pytest.MonkeyPatch, typed: str, name: str) -> None:
    """People write it with colons, paste its picture, or use a name that Slack's events do not have."""
    monkeypatch.setenv("INVESTIGATING_REACTIONS", typed)

    assert (name,) == load_settings().investigating_reactions


@pytest.mark.parametrize("typed", ["🦕", "two words", "눈", "<@U1>"])
def test_what_is_no_reaction_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """Else every reaction would be for nothing, and nobody would know why."""
    monkeypatch.setenv("INVESTIGATING_REACTIONS", typed)

    with pytest.raises(SettingsProblem, match=r"INVESTIGATING_REACTIONS.*write it as Slack shows it"):
        load_settings()


LONG = "0123456789abcdef"
SECRET_SETTINGS = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]


@pytest.mark.parametrize("name", ["SENTRY_CLIENT_SECRETS", "SENTRY_SERVICE_HOOK_SECRETS", "SLACK_SIGNING_SECRET"])
def test_a_secret_of_fewer_than_16_characters_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """One that can be guessed lets anybody in; the sentence names the variable and shows no value."""
    monkeypatch.setenv(name, "too-short-by-one"[:15])

    with pytest.raises(SettingsProblem, match=f"{name} holds a secret of fewer than 16 characters") as problem:
        load_settings()

    assert "too-short" not in str(problem.value)


def test_secrets_of_16_characters_are_taken() -> None:
    """Two by comma, as while one is rotated."""
    settings = load_settings(sentry_client_secrets=f"{LONG},{LONG[::-1]}")

    assert [LONG, LONG[::-1]] == [one.get_secret_value() for one in settings.sentry_client_secrets]


def test_no_secret_is_shown_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by their repr nor by a complaint about another setting."""
    for name in SECRET_SETTINGS:
        monkeypatch.setenv(name.upper(), f"xoxb-{LONG}-{name}")
    monkeypatch.setenv("PORT", f"{LONG}0")

    with pytest.raises(SettingsProblem) as problem:
        load_settings()

    assert 7 <= len(SECRET_SETTINGS)
    assert LONG not in str(problem.value)
    monkeypatch.delenv("PORT")
    assert LONG not in repr(Settings())


@pytest.mark.parametrize(
    ("url", "insecure", "is_taken"),
    [
        ("https://sentry.example.com", False, True),
        ("http://127.0.0.1:9000", False, True),
        ("http://[::1]:9000", False, True),
        ("http://localhost:9000", False, True),
        ("http://sentry.example.com", False, False),
        ("http://127.0.0.1.example.com", False, False),
        ("http://sentry.example.com", True, True),
    ],
)
def test_plain_http_to_sentry_stays_on_this_machine(url: str, insecure: bool, is_taken: bool) -> None:
    """The token would be readable on its way; SENTRY_INSECURE=1 says that the network is trusted."""
    problems = Settings(sentry_url=url, sentry_insecure=insecure).problems()

    assert is_taken == (not problems)
    assert all("SENTRY_INSECURE=1" in problem for problem in problems)
