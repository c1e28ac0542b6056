"""Forms of this app. They clean what was typed and give a ``Given``; they never write state."""

from .annex import AnnexIIForm, CorrectionForm, RegistrationForm
from .link import LinkForm

__all__ = ["AnnexIIForm", "CorrectionForm", "LinkForm", "RegistrationForm"]
