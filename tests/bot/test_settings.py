"""Settings: read once, every bad value told at once, nothing secret shown."""

from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.errors import SettingsError
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
NAMES = [item.metadata["name"] for item in fields(Settings)]
TOKEN = "123456789:" + "Sekret-" * 5


def test_the_example_names_every_setting_and_no_other() -> None:
    assert sorted(dotenv_values(ROOT / ".env.example")) == sorted(NAMES)


def test_every_setting_in_the_example_has_a_comment_above() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if "=" in line and not line.startswith("#"):
            above = next(before for before in reversed(lines[:number]) if before.startswith("#") or not before)
            assert above.startswith("#"), line


def test_the_example_itself_is_valid_and_says_the_defaults() -> None:
    assert read_settings({}, ROOT / ".env.example") == Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=ERROR\nHEALTH_PORT=8080\n", encoding="utf-8")
    settings = read_settings({"LOG_LEVEL": "debug"}, tmp_path / ".env")
    assert (settings.log_level, settings.health_port) == ("DEBUG", 8080)


def test_all_bad_values_are_told_at_once_by_name_with_what_is_allowed() -> None:
    bad = {
        "LOG_LEVEL": "LOUD",
        "HEALTH_PORT": "70000",
        "TELEGRAM_ADMIN_IDS": "@me",
        "TELEGRAM_PROXY_URL": "ftp://x",
        "TELEGRAM_USER_RATE": "many",
        "WEBHOOK_URL": "https://example.org/hook",
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(bad, None)
    problems = caught.value.problems
    assert [problem.split()[0] for problem in problems] == [
        "LOG_LEVEL",
        "TELEGRAM_ADMIN_IDS",
        "TELEGRAM_PROXY_URL",
        "TELEGRAM_USER_RATE",
        "HEALTH_PORT",
        "WEBHOOK_SECRET",
    ]
    assert "DEBUG, INFO, WARNING, ERROR" in problems[0]
    assert "0 to 65535" in problems[4]


@pytest.mark.parametrize("nobody", ["1087968824", "777000", "5,777000"])
def test_telegrams_own_senders_are_never_admins(nobody: str) -> None:
    with pytest.raises(SettingsError, match="no one person"):
        read_settings({"TELEGRAM_ADMIN_IDS": nobody}, None)


def test_a_token_shows_neither_in_settings_nor_in_errors() -> None:
    settings = read_settings({"TELEGRAM_BOT_TOKEN": TOKEN}, None)
    assert "Sekret" not in repr(settings)
    assert settings.token is not None
    assert settings.token.reveal() == TOKEN
    with pytest.raises(SettingsError) as caught:
        read_settings({"TELEGRAM_BOT_TOKEN": TOKEN + "!"}, None)
    assert "Sekret" not in str(caught.value)


def test_an_empty_value_counts_as_unset() -> None:
    assert read_settings(dict.fromkeys(NAMES, " "), None) == Settings()


def test_a_broken_env_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LOG_LEVEL=\xff\xfe\n")
    with pytest.raises(SettingsError, match="UTF-8"):
        read_settings({}, tmp_path / ".env")
