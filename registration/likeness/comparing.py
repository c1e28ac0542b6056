"""Two names: one person's, or two people's."""

import dataclasses
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from .keys import Parsed, Word, bones_of, name_of, parsed, traces
from .words import BEFORE_THE_NAME, NO_VOWELS, skeleton

FEWEST_FOR_A_SLIP = 6  # letters: in shorter words one letter is the difference between two names (Dana, Dina; Marat, Murat)
FEWEST_FOR_A_SLIP_IN_THE_GIVEN_NAME = 8  # by which brothers differ (Ruilin, Ruolin; Sung-min, Sung-jin)
FEWEST_FOR_A_SLIP_IN_ALL = 9  # the same for a name written in one word
RUN_TOGETHER = 94  # the score of a name that one of the two gave in one word
NEAR = 0.75  # for one address: how alike two words must be, by optimal string alignment


@dataclasses.dataclass(frozen=True)
class Likeness:
    """``score`` runs to 100, the same name. For the order of a list, not for a decision."""

    score: int


def compare(one: str, other: str, *, same_address: bool = False) -> Likeness | None:
    """Whether two keys may be of one person, None where not. ``same_address`` asks less: whoever shares a mailbox and nearly a name."""
    if not (same_address or NO_VOWELS in one or NO_VOWELS in other) and set(traces(one)).isdisjoint(traces(other)):
        return None
    mine, theirs = parsed(name_of(one)), parsed(name_of(other))
    if not same_address and _fathers_differ(mine, theirs):
        return None
    best = max((score for a, b in _views(mine, theirs) if (score := _view(a, b, same_address)) is not None), default=None)
    if best is None and _run_together(mine, theirs):
        best = RUN_TOGETHER
    if best is None or (not same_address and _native_names_differ(mine, theirs)):
        return None
    return Likeness(best)


def near(one: Word, other: Word, fewest: int) -> bool:
    """Whether one slip of the pen (a letter too many, too few, wrong, or two changed round) makes one of two words of ``fewest`` letters or more."""
    if min(len(one.bare), len(other.bare)) < fewest:
        return False
    return any(min(len(a), len(b)) >= fewest and OSA.distance(a, b, score_cutoff=1) <= 1 for a in one.sounds for b in other.sounds)


def _views(mine: Parsed, theirs: Parsed) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    yield mine.latin, theirs.latin
    if mine.by_fields is not mine.latin or theirs.by_fields is not theirs.latin:
        yield mine.by_fields, theirs.by_fields
    if theirs.native and not _says_less(theirs):
        yield mine.latin, theirs.native
    if mine.native and not _says_less(mine):
        yield mine.native, theirs.latin
    if mine.native and theirs.native and (not (_says_less(mine) or _says_less(theirs)) or _same_bones(mine, theirs)):
        yield mine.native, theirs.native


def _says_less(name: Parsed) -> bool:
    """Whether the native name has no vowels and the Latin one, which is given too, has."""
    return any(word.no_vowels for word in name.native) and not any(word.no_vowels for word in name.latin)


def _same_bones(mine: Parsed, theirs: Parsed) -> bool:
    one, other = bones_of(mine.latin), bones_of(theirs.latin)
    return one <= other or other <= one


def _native_names_differ(mine: Parsed, theirs: Parsed) -> bool:
    """Two names given in one script, which say more than their transcriptions do, are of two people: 王伟 and 王薇 are both Wang Wei."""
    if mine.native_script and theirs.native_script:
        return mine.native_script != theirs.native_script
    if not mine.native or not theirs.native or bool(mine.native_script) != bool(theirs.native_script):
        return False
    if mine.native[0].no_vowels != theirs.native[0].no_vowels:
        return False
    return _view(mine.native, theirs.native, False) is None and not _near_in_one_word([mine.native_whole], [theirs.native_whole])


def _view(mine: tuple[Word, ...], theirs: tuple[Word, ...], loose: bool) -> int | None:
    """The score of two lists of words, None where they are two people's."""
    if not mine or not theirs or (not loose and (_surely_other(mine, theirs) or _surely_other(theirs, mine))):
        return None
    pairs = _matched(mine, theirs, loose)
    whole = [pair for pair in pairs if not (pair.mine.is_initial or pair.theirs.is_initial)]
    slips = sum(pair.kind == "near" for pair in pairs)
    left, left_there = len(mine) - len(pairs), len(theirs) - len(pairs)
    if not whole or (left and left_there) or (not loose and slips + (len(whole) < len(pairs)) > 1):
        return None  # one slip or an initial is believed, not two
    if len(pairs) < 2 and not (len(mine) == len(theirs) == 1) and not loose:
        return None
    if len(pairs) < 2 and any(word.family for words, word in ((mine, pairs[0].mine), (theirs, pairs[0].theirs)) if len(words) > 1):
        return None  # one address and one family: a couple, a mission's brothers
    telling = [pair for pair in whole if pair.mine.bare not in BEFORE_THE_NAME]
    if (left or left_there) and len(telling) < 2 and len(pairs) == len(whole) and not loose:
        return None
    if not _called_alike(mine, theirs, pairs) or _father_and_son(mine, theirs, pairs):
        return None
    initials = len(pairs) - len(whole)
    return max(50, 100 - 12 * slips - 15 * bool(initials) - 4 * (left + left_there))


def _surely_other(mine: tuple[Word, ...], theirs: tuple[Word, ...]) -> bool:
    """Whether what ``mine`` is called by is plainly not among ``theirs``: what most pairs of one family come to, so it is asked first."""
    for word in mine:
        if word.leads and not (word.is_initial or word.no_vowels or word.bare in BEFORE_THE_NAME):
            fits = (other.is_initial or other.no_vowels or not word.without_article.isdisjoint(other.without_article) for other in theirs)
            return not any(fits) and not any(near(word, other, FEWEST_FOR_A_SLIP_IN_THE_GIVEN_NAME) for other in theirs)
    return False


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    mine: Word
    theirs: Word
    kind: str  # "same", "near" or "initial"


def _matched(mine: tuple[Word, ...], theirs: tuple[Word, ...], loose: bool) -> list[Pair]:
    """Each word with its like on the other side: the same words first, of one place in the name before others, then slips, then initials."""
    pairs: list[Pair] = []
    left, right = list(mine), list(theirs)
    for kind, like in (("same", _same), ("near", _nearer if loose else _near), ("initial", _begins)):
        for in_place in (True, False):
            for word in list(left):
                for candidate in right:
                    if (not in_place or (word.leads, word.family) == (candidate.leads, candidate.family)) and like(word, candidate):
                        pairs.append(Pair(word, candidate, kind))
                        left.remove(word)
                        right.remove(candidate)
                        break
    return pairs


def _comparable(one: Word, other: Word) -> bool:
    """The father's name is not the son's, however it is written; apart from that it may stand without its ending."""
    return one.is_fathers == other.is_fathers or not (one.leads or other.leads)


def _same(one: Word, other: Word) -> bool:
    if one.is_initial or other.is_initial:
        return one.text == other.text
    if not _comparable(one, other):
        return False
    if one.no_vowels != other.no_vowels:
        bare, spelt = (one.bare, other.bare) if one.no_vowels else (other.bare, one.bare)
        if spelt.endswith("i") and not bare.endswith("i"):
            return False
        return skeleton(bare) == skeleton(spelt) != "" and _is_spelt_by(bare.replace("a", ""), spelt)
    return not one.without_article.isdisjoint(other.without_article)


def _is_spelt_by(bare: str, spelt: str) -> bool:
    """Whether all that a script without short vowels has written, its long vowels too, stands in ``spelt`` in that order: Layla's letters not in Ali."""
    letters = iter(spelt)
    return all(any(letter == written or (written == "w" and letter in "uov") or (written == "i" and letter == "e") for letter in letters) for written in bare)


def _near(one: Word, other: Word) -> bool:
    given = one.leads or other.leads
    if one.is_initial or other.is_initial or one.glued or other.glued or not _comparable(one, other):
        return False
    fewest = FEWEST_FOR_A_SLIP_IN_THE_GIVEN_NAME if given else FEWEST_FOR_A_SLIP
    return near(one, other, fewest) and not (given and not _of_one_gender(one.bare, other.bare))


def _nearer(one: Word, other: Word) -> bool:
    """The slips that are believed where the address is one."""
    if one.is_initial or other.is_initial or not _comparable(one, other) or min(len(one.bare), len(other.bare)) < 4:
        return False
    alike = any(OSA.normalized_similarity(a, b, score_cutoff=NEAR) >= NEAR for a in one.sounds for b in other.sounds)
    return alike and (not (one.leads or other.leads) or _of_one_gender(one.bare, other.bare))


def _of_one_gender(one: str, other: str) -> bool:
    """Ruslan and Ruslana, Karim and Karima are two people."""
    shorter, longer = sorted((one, other), key=len)
    return longer not in (shorter + "a", shorter + "ia", shorter + "e")


def _begins(one: Word, other: Word) -> bool:
    if one.is_initial == other.is_initial or one.no_vowels or other.no_vowels:
        return False
    initial, word = (one, other) if one.is_initial else (other, one)
    return any(sound.startswith(begun) for sound in word.sounds | {word.bare} for begun in initial.sounds | {initial.bare})


def _called_alike(mine: tuple[Word, ...], theirs: tuple[Word, ...], pairs: list[Pair]) -> bool:
    """What each is called by is found on the other side, whatever else is missing there."""
    return all(
        any(word in (pair.mine, pair.theirs) for pair in pairs)
        for words in (mine, theirs)
        for word in words
        if word.leads and word.text not in BEFORE_THE_NAME and not word.is_initial
    )


def _father_and_son(mine: tuple[Word, ...], theirs: tuple[Word, ...], pairs: list[Pair]) -> bool:
    """Ahmed Mahmoud Hassan and Mahmoud Ahmed Hassan: the first two given names changed places, the family name did not."""
    for pair in pairs:
        if not pair.mine.leads or pair.theirs.family or pair.theirs.leads or pair.theirs.text in BEFORE_THE_NAME:
            continue
        back = next((other for other in pairs if other.theirs.leads), None)
        if back is None or back.mine.family or back.theirs.text in BEFORE_THE_NAME:
            continue
        if _is_next(theirs, back.theirs, pair.theirs) and _is_next(mine, pair.mine, back.mine):
            return True
    return False


def _is_next(words: tuple[Word, ...], lead: Word, follower: Word) -> bool:
    return words.index(follower) == words.index(lead) + 1


def _fathers_differ(mine: Parsed, theirs: Parsed) -> bool:
    """Whether both give a middle name, or a second given name, and none of the one is among the other's."""
    middles = [[word for word in name.latin if not (word.family or word.leads or word.is_initial)] for name in (mine, theirs)]
    return all(middles) and not any(_same(one, other) for one in middles[0] for other in middles[1])


def _run_together(mine: Parsed, theirs: Parsed) -> bool:
    """One name, although one of the two gave it in one word: "Ouyang Ming Yue" and 欧阳明月."""
    return not mine.whole.isdisjoint(theirs.whole)


def _near_in_one_word(ones: Iterable[str], others: Iterable[str]) -> bool:
    others = list(others)
    return any(a == b or (min(len(a), len(b)) >= FEWEST_FOR_A_SLIP_IN_ALL and OSA.distance(a, b, score_cutoff=1) <= 1) for a in ones for b in others)
