"""The doors without a log-in: the choice of a clock, the two pages of a forgotten password, and the log-in of focal points."""

from .clock import choose_city
from .log_in import ask, enter_code, log_out
from .passwords import forgotten, from_link

__all__ = ["ask", "choose_city", "enter_code", "forgotten", "from_link", "log_out"]
