"""The certificate that a silence held: one page, from what was certified and never from the letters of today."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import clocks
from directory.words import sentences, separated

from .. import words
from ..models import Round
from ..selectors import Certificate, seat_zone
from .paper import Paper, Part, deadline_of, letterhead, note_of, record_head, seat_clock


def certificate(round_: Round, certified: Certificate) -> Paper:
    """The paper in the active language; ``certified`` must have been read in it too. One that was annulled says so instead of vanishing."""
    counts = certified.counts
    total = ngettext("%(count)s entitled state", "%(count)s entitled states", counts.total) % {"count": counts.total}
    facts = [Part(separated(names), "fact", words.beside(heading, str(len(names)))) for heading, names in certified.groups]
    by = str(certified.by or _("the portal"))
    parts = [
        Part(round_.procedure.subject, "matter"),
        Part(_("The silence procedure initiated by %(note)s expired on %(deadline)s.") % {"note": note_of(round_), "deadline": deadline_of(round_)}),
        *([Part(_("The note prints: “%(printed)s”.") % {"printed": round_.deadline_as_printed})] if round_.deadline_as_printed else []),
        Part(_("The following channels were examined: %(channels)s.") % {"channels": separated(certified.channels)}),
        Part(sentences([words.held(counts.objections, round_.objections_to_break), _("The question is adopted with effect from the end of the period.")])),
        *facts,
        Part(words.beside(total, words.counts_words(counts)), "small"),
        Part(_("Certified on %(moment)s by %(officer)s.") % {"moment": seat_clock(certified.at), "officer": by}),
        Part(record_head(certified.event.number, certified.head), "small"),
        Part(_("Initials and seal: %(blank)s") % {"blank": "_" * 24}, "foot"),
    ]
    return Paper(
        stem=f"certificate-{round_.procedure_id}-{round_.number}",
        title=_("Certificate: %(note)s") % {"note": note_of(round_)},
        heading=_("Certificate of a silence procedure"),
        letterhead=letterhead(),
        mark=_mark(certified),
        parts=parts,
    )


def _mark(certified: Certificate) -> str:
    annulment = certified.annulment
    if annulment is None or annulment.confirmed_at is None:
        return ""
    return _("ANNULLED on %(moment)s") % {"moment": clocks.said(annulment.confirmed_at, seat_zone()).sentence}
