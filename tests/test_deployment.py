"""The files of the installation agree with the settings, and the lists of packages with their reasons."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parent.parent
# of the images of others, and of gunicorn
NOT_OURS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "WEB_CONCURRENCY", "PORT"}


def read_by_settings():
    """Every variable that settings.py reads."""
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (PROJECT / "seminar_portal" / "settings.py").read_text()))


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())


def test_the_services_of_the_real_thing(compose):
    assert list(compose["services"]) == ["db", "redis", "migrate", "web", "worker", "beat"]


def test_every_variable_of_compose_is_read(compose):
    given = {name for service in compose["services"].values() for name in service.get("environment", {})}
    asked = set(re.findall(r"\$\{(\w+)", (PROJECT / "docker-compose.yml").read_text()))
    assert (given | asked) - NOT_OURS - read_by_settings() == set()


def test_compose_gives_what_a_start_needs(compose):
    source = (PROJECT / "seminar_portal" / "settings.py").read_text()
    needed = set(re.findall(r'"(\w+)"', re.search(r"for name in \((.*?)\)", source, re.DOTALL).group(1)))
    for name in ("migrate", "web", "worker", "beat"):
        assert needed - set(compose["services"][name]["environment"]) == set(), name


def test_what_must_be_chosen_has_no_default(compose):
    environment = compose["services"]["web"]["environment"]
    without_default = {name for name, value in environment.items() if re.fullmatch(r"\$\{\w+:\?.+\}", str(value))}
    assert without_default == {"SECRET_KEY", "PORTAL_ADDRESS", "EMAIL_URL", "MAIL_FROM"}


def test_the_readme_lists_every_variable():
    rows = set(re.findall(r"^\| `([A-Z_]+)`", (PROJECT / "README.md").read_text(), re.MULTILINE))
    assert rows == read_by_settings() | {"WEB_CONCURRENCY"}


def test_the_image_holds_every_app():
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    packages = pyproject["tool"]["importlinter"]["root_packages"]
    copied = set(re.findall(r"^COPY (\w+) \1$", (PROJECT / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == {*packages, "templates", "static", "locale", "data"}


def names(requirements):
    return [re.match(r"[a-z0-9-]+", requirement).group() for requirement in requirements]


def test_every_package_has_its_reason():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    _, portal, tests = re.split(r"^## ", (PROJECT / "docs" / "dependencies.md").read_text(), flags=re.MULTILINE)
    rows = re.compile(r"^\| ([a-z0-9-]+) \| (.+) \|$", re.MULTILINE)
    listed = [[name for name, reason in rows.findall(part) if name != "package"] for part in (portal, tests)]
    assert listed == [names(project["dependencies"]), names(project["optional-dependencies"]["test"])]


def pins(lock):
    return set(re.findall(r"^([a-z0-9-]+==[^ ]+)", (PROJECT / lock).read_text(), re.MULTILINE))


def test_the_test_lock_contains_the_lock():
    """So that ``make demo`` need not install anything after ``make test``."""
    assert pins("requirements.lock") - pins("requirements-test.lock") == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_locks_have_hashes_and_no_addresses(lock):
    text = (PROJECT / lock).read_text()
    assert "://" not in text
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\S)", text.strip()))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_named_package_is_locked(lock):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    wanted = names(project["dependencies"] + (project["optional-dependencies"]["test"] if "test" in lock else []))
    assert set(wanted) - {pin.partition("==")[0] for pin in pins(lock)} == set()
