"""tests/mutants.sh spoils rules by the words in which they are written: each must still stand there once, or the script proves nothing any more."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FOLDERS = {"$positions": "consent/positions.py", "$services": "consent/services"}
MUTANT = re.compile(r"""^mutant "([^"]+)" (\S+) '(.*?)' '""", re.MULTILINE | re.DOTALL)


def test_every_rule_that_is_spoilt_stands_where_the_script_looks_for_it():
    text = (PROJECT / "tests/mutants.sh").read_text()
    found = MUTANT.findall(text)
    assert len(found) == len(re.findall("(?m)^mutant ", text)) > 30
    missing = []
    for name, path, rule in found:
        for variable, folder in FOLDERS.items():
            path = path.replace(variable, folder)
        if (PROJECT / path).read_text().count(rule) != 1:
            missing.append(name)
    assert missing == []
