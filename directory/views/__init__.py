"""The doors without a log-in: the choice of a clock, and the two pages of a forgotten password."""

from .clock import choose_city
from .passwords import forgotten, from_link

__all__ = ["choose_city", "forgotten", "from_link"]
