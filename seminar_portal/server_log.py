"""The log of the web server, for ``gunicorn --logger-class``: its errors name addresses, and so does its access log where somebody turns that on."""

from typing import Any

from gunicorn.glogging import Logger

from .logs import Masked


class MaskedLogger(Logger):
    """Gunicorn's own, with the keys in addresses masked."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(Masked(inner=handler.formatter))
