"""Settings come from the environment and coach.toml, once, and say what is wrong with them."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import read_settings


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COACH_HOME", str(tmp_path))
    for name in ("COACH_LEARNER", "COACH_DATABASE_URL", "COACH_THREADS"):
        monkeypatch.delenv(name, raising=False)


def test_without_any_setting_everything_lives_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings()
    assert settings.database == f"sqlite:///{tmp_path / 'coach.sqlite'}"
    assert settings.generations_folder == tmp_path / "generations"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "coach.toml").write_text('learner = "ada"\nthreads = 1\n')
    monkeypatch.setenv("COACH_THREADS", "2")
    settings = read_settings()
    assert (settings.learner, settings.threads) == ("ada", 2)


def test_a_bad_value_is_named_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_THREADS", "many")
    with pytest.raises(SettingsError, match=r"COACH_THREADS cannot be used.*COACH_THREADS=2"):
        read_settings()


def test_an_unknown_time_zone_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_TIMEZONE", "Mars/Olympus")
    with pytest.raises(SettingsError, match="COACH_TIMEZONE"):
        read_settings()


def test_a_misspelt_name_in_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "coach.toml").write_text('lerner = "ada"\n')
    with pytest.raises(SettingsError, match=r"(?i)lerner"):
        read_settings()


def test_a_broken_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "coach.toml").write_text("learner = \n")
    with pytest.raises(SettingsError, match=r"coach\.toml"):
        read_settings()
