"""The silence procedure a second time, written from its rules and not from its code: plain dictionaries, one pass over each state's letters in time.

Nothing here comes from the portal. Times are seconds (with fractions) since any moment; a letter is

    {"key": 7, "from": {1, 2}, "says": "objection", "by": "fax", "signed": True, "doubtful sender": False, "came": 12.5, "typed": 30,
     "ruled": [(31, "withdrawal", False)], "struck": None, "takes back": None}

and a question {"asked": {1, 2, 3}, "proposer": 3, "until": 100, "needed": 1, "amendments break": True, "proposer consents": True,
"in writing": True, "late withdrawal lifts": False}.
"""

SPEAKING = {"comment", "question", "position_statement", "extension_request", "withdrawal", "amendment"}


def within(moment, end):
    """The printed second itself is in time, to its last fraction."""
    return int(moment // 1) <= end


def means(letter):
    return letter["ruled"][-1][1] if letter["ruled"] else letter["says"]


def flaw(letter, question):
    """Why the letter cannot simply be taken for what it says; "" where nothing is wrong, or an officer has ruled."""
    if letter["ruled"]:
        return ""
    if question["in writing"]:
        if letter["by"] == "oral":
            return "oral"
        if not letter["signed"]:
            return "unsigned"
    return "sender" if letter["doubtful sender"] else ""


def counted(letters, question):
    """What may matter at all, in the order in which it came; at one and the same moment a withdrawal comes last, since there must be something to withdraw."""
    kept = []
    for letter in letters:
        timely = within(letter["came"], question["until"])
        excused = question["late withdrawal lifts"] and means(letter) == "withdrawal"
        if letter["struck"] is None and (timely or excused):
            kept.append(letter)
    return sorted(kept, key=lambda letter: (letter["came"], means(letter) == "withdrawal", letter["key"]))


def state_of(state, letters, question):
    """(position, the flaws of this state's letters by key, the keys of its objections that stand)."""
    own = [letter for letter in counted(letters, question) if state in letter["from"]]
    breaking = {"objection", "amendment"} if question["amendments break"] else {"objection"}
    objections = [letter["key"] for letter in own if means(letter) in ("objection", "amendment")]
    standing, agreed, spoke = [], "", False
    for letter in own:
        meaning, sound = means(letter), not flaw(letter, question)
        if meaning in breaking and sound:
            standing.append((letter["came"], letter["key"]))
        if meaning == "withdrawal" and sound:
            # one that names an objection of this state takes back that one alone
            standing = [one for one in standing if one[1] != letter["takes back"]] if letter["takes back"] in objections else []
        if meaning in ("consent", "consent_with_comment") and sound:
            agreed = "agreed" if meaning == "consent" else "agreed with comment"
        spoke = spoke or meaning in SPEAKING
    flaws = {}
    for letter in own:
        why = undecided(letter, standing, breaking, question)
        if why:
            flaws[letter["key"]] = why
    silent = "proposer" if state == question["proposer"] and question["proposer consents"] else "no reply"
    ladder = [("objection", standing), ("decision needed", flaws), (agreed, agreed), ("comment or question", spoke), ("receipt only", own), (silent, True)]
    return next(position for position, holds in ladder if holds), flaws, {key for _came, key in standing}


def undecided(letter, standing, breaking, question):
    """Why an officer must decide what the letter is; "" where that could not change anything. ``standing``: the objections that stand, as (when, key)."""
    if means(letter) == "extension_request":
        answered = bool(letter["ruled"]) and letter["ruled"][-1][2]
        return "" if answered else "extension"
    if letter["ruled"]:
        return ""
    says = letter["says"]
    if says == "unclear":
        return "unclear"
    if says in breaking:
        return flaw(letter, question)
    may_lift = bool(standing) and all(came <= letter["came"] for came, _key in standing)
    if says == "withdrawal" and may_lift:
        return flaw(letter, question)
    if says in ("consent", "consent_with_comment") and may_lift:
        return "conflict"
    return ""


def stand(letters, question, now):
    """Everything that is shown of an open round: positions, the letters that wait for a decision, labels, whether it may be certified."""
    positions, waiting, standing = {}, {}, set()
    for state in sorted(question["asked"]):
        positions[state], flaws, objections = state_of(state, letters, question)
        standing |= objections
        for key, why in flaws.items():
            waiting.setdefault(key, why)
    broken = list(positions.values()).count("objection") >= question["needed"]
    over = not within(now, question["until"])
    labels = [label for label, holds in (("decision needed", waiting), ("broken", broken)) if holds]
    return {
        "positions": positions,
        "waiting": waiting,
        "standing": standing,
        "labels": labels or (["over"] if over else ["running"]),
        "certifiable": over and not broken and not waiting,
    }


def received_by(letters, moment):
    return [letter for letter in letters if within(letter["came"], moment)]


def known_at(letters, moment):
    """The letters as the record had them at ``moment``."""
    then = []
    for letter in letters:
        if within(letter["typed"], moment):
            struck = letter["struck"]
            ruled = [ruling for ruling in letter["ruled"] if within(ruling[0], moment)]
            then.append({**letter, "ruled": ruled, "struck": struck if struck is not None and within(struck, moment) else None})
    return then


def until_as_known_at(question, moment, extensions):
    """The question with the end it had at ``moment``; ``extensions`` are (when decided, the end before), the first one first."""
    for decided, before in extensions:
        if not within(decided, moment):
            return {**question, "until": before}
    return question
