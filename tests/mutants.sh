#!/usr/bin/env bash
# Spoils the rules of the silence procedure one by one, in a copy, and asks the tests of consent: each spoilt rule must make them fail.
# `make mutants`. Ends with 1 where a spoilt rule passes, with 2 where a rule is no longer found as it is written here. Takes two to four minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-$PWD/.venv/bin/python}"
copy="$(mktemp -d "${TMPDIR:-/tmp}/portal-mutants-XXXXXX")"
trap 'rm -rf "$copy"' EXIT
trap 'exit 130' INT TERM
export PYTHONDONTWRITEBYTECODE=1 PORTAL_VAR="$copy/var"
unset TEST_DATABASE_URL TEST_REDIS_URL TEST_CHROMIUM

tar -cf - --exclude=__pycache__ agenda consent directory notifications registration seminar_portal templates static locale data tests manage.py pyproject.toml |
    tar -xf - -C "$copy"

counting=tests/consent/test_edges.py::test_every_edge_case_has_a_test_with_its_number # is about the tests, not about the rules
pure="tests/consent/test_positions.py tests/consent/test_second_model.py"
acts="tests/consent/services tests/consent/test_edges.py"
record="tests/consent/test_ledger.py"

ask() { # runs these parts of the tests in the copy, one after the other; true where they pass
    for part in "$@"; do
        # shellcheck disable=SC2086
        (cd "$copy" && timeout 120 "$python" -m pytest -x -q -p no:cacheprovider -p no:randomly --no-migrations --deselect "$counting" $part >"$copy/said" 2>&1) ||
            return 1
    done
}

echo "Asking the tests about the rules as they are ..."
if ! ask "$pure" "$acts" "$record"; then
    tail -20 "$copy/said"
    echo "The tests fail without any mutant." >&2
    exit 2
fi

killed=0 survived=()
mutant() { # name, file, what is there, what is put in its place
    cp "$copy/$2" "$copy/original"
    "$python" - "$copy/$2" "$3" "$4" <<'PYTHON' || { echo "$1: the rule is not found once in $2" >&2; exit 2; }
import pathlib, sys
path, there, instead = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
text = path.read_text()
if text.count(there) != 1:
    sys.exit(1)
path.write_text(text.replace(there, instead))
PYTHON
    local parts
    case "$2" in # the likeliest first; a part that cannot notice is left out
        consent/services/*) parts=("$acts") ;;
        consent/ledger.py | consent/chain.py) parts=("$record" "$acts") ;;
        *) parts=("$pure" "$acts") ;;
    esac
    if ask "${parts[@]}"; then
        survived+=("$1")
        printf '  SURVIVED  %s\n' "$1"
    else
        by="$(sed -n 's/^FAILED \([^ ]*\).*/\1/p' "$copy/said" | head -1)"
        if [ -z "$by" ]; then # it did not even run, or ran into the time limit: that proves nothing
            tail -20 "$copy/said"
            echo "$1: no test says what is wrong" >&2
            exit 2
        fi
        killed=$((killed + 1))
        printf '  killed    %-55s %s\n' "$1" "${by##*::}"
    fi
    cp "$copy/original" "$copy/$2"
}

positions=consent/positions.py services=consent/services
mutant "the printed second is late" seminar_portal/clock.py 'received_at.replace(microsecond=0) <= deadline' 'received_at.replace(microsecond=0) < deadline'
mutant "fractions of a second count" seminar_portal/clock.py 'received_at.replace(microsecond=0) <= deadline' 'received_at <= deadline'
mutant "an amendment breaks nothing" $positions 'return OBJECTING if self.amendment_breaks' 'return frozenset({LetterKind.OBJECTION}) if self.amendment_breaks'
mutant "a withdrawal lifts nothing" $positions 'and not any(letter.received_at <= at and named' 'and not any(False and named'
mutant "a withdrawal lifts what comes after it" $positions 'and not any(letter.received_at <= at and named' 'and not any(named'
mutant "a withdrawal lifts what it does not name" $positions 'and named in {None, letter.key}' ''
mutant "observers have a position" $positions 'asked) for state in asked.entitled}' 'asked) for state in asked.entitled.union(*(one.states for one in counted))}'
mutant "observers can object" $positions 'for state in asked.entitled for letter in _standing' 'for state in set().union(*(one.states for one in counted)) for letter in _standing'
mutant "observers raise doubts" $positions 'for state in sorted(letter.states & asked.entitled):' 'for state in sorted(letter.states):'
mutant "late letters count" $positions '(not is_late(letter, asked) or _lifts_late(letter, asked))' 'True'
mutant "a late withdrawal lifts by any rule" $positions 'return asked.late_withdrawal_lifts and' 'return'
mutant "struck letters count" $positions 'if not letter.struck and (' 'if ('
mutant "unclear wording is no doubt" $positions '        return Doubt.UNCLEAR
' '        return None
'
mutant "an oral objection breaks" $positions '        if asked.written_form and self.channel == Channel.ORAL:' '        if False:'
mutant "a bare consent after an objection is no conflict" $positions 'else Doubt.CONFLICT' 'else None'
mutant "a request without an answer is no doubt" $positions 'else Doubt.EXTENSION' 'else None'
mutant "one objection too many is needed" $positions '>= asked.objections_to_break' '> asked.objections_to_break'
mutant "what is broken can be certified" $positions 'return self.over and not self.broken and not self.doubts' 'return self.over and not self.doubts'
mutant "certified before the end" $services/certification.py 'if not stand.over:' 'if False:'
mutant "certified over an objection" $services/certification.py 'if stand.broken:' 'if False:'
mutant "certified without looking at every channel" $services/certification.py '    if missing:' '    if False:'
mutant "numbers of before are certified" $services/certification.py 'counts_shown != stand.counts.as_shown' 'False'
mutant "one officer annuls alone" $services/annulment.py 'annulment.proposed_by_id == by.pk' 'False'
mutant "a late letter annuls" $services/annulment.py 'if letter.pk in positions.standing_objections(letters, asked):' 'if True:'
mutant "extended after the end" $services/deadlines.py 'if not clock.in_time(now, former):' 'if False:'
mutant "the deadline moves earlier" $services/deadlines.py 'if not deadline > former:' 'if deadline == former:'
mutant "the name of who objected is told" $positions 'return objecting(stand) if others_learn == OthersLearn.NAMED else []' 'return objecting(stand)'
mutant "the name of who has withdrawn is told" $positions 'return sorted(letter.states & asked.entitled) if others_learn == OthersLearn.NAMED else []' 'return sorted(letter.states & asked.entitled)'
mutant "the same fax twice" $services/letters.py '        if alike:' '        if False:'
mutant "an event deleted at the end is not missed" consent/ledger.py 'if expected - 1 < procedure.head_number:' 'if False:'
mutant "the head is not compared" consent/ledger.py 'if (expected - 1, previous) != (procedure.head_number, procedure.head):' 'if False:'
mutant "an event does not cover the one before" consent/chain.py '{"previous": previous, **said}' '{**said}'
mutant "rows are not compared" consent/ledger.py 'if present[key] != found:' 'if False:'

echo "$killed spoilt rules were found out, ${#survived[@]} were not."
[ "${#survived[@]}" -eq 0 ]
