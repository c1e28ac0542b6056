"""The import contracts speak of every module that they are about."""

import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LINTER = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in LINTER["contracts"]}
APPS = ["agenda", "consent", "directory", "notifications", "registration"]
DOORS = {"views", "forms", "admin", "admin_views", "admin_forms", "tasks", "urls"}


def children(package):
    folder = PROJECT / package
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}


def test_every_module_of_the_project_has_its_place_among_the_apps():
    listed = {name.strip("() ") for layer in CONTRACTS["between-apps"]["layers"] for name in layer.replace("|", ":").split(":")}
    wanted = {f"seminar_portal.{name}" for name in children("seminar_portal")} | set(APPS)
    assert wanted - listed == set()


@pytest.mark.parametrize("app", APPS)
def test_every_door_is_protected(app):
    protected = set(CONTRACTS[f"doors-of-{app}"]["protected_modules"])
    assert protected == {f"{app}.{name}" for name in children(app) & DOORS}


def test_every_app_is_under_both_contracts():
    assert sorted(LINTER["root_packages"]) == sorted([*APPS, "seminar_portal"])
    assert sorted(CONTRACTS["inside-an-app"]["containers"]) == APPS
