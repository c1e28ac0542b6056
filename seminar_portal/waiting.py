"""What waits for a person of staff: the lines of the landing page. Imports no app; every app above answers with these."""

import dataclasses

from django.utils.functional import Promise


@dataclasses.dataclass(frozen=True)
class Waiting:
    """One line: what waits (``label``, in the active language), how many (0 is shown too, as nothing to do), and the address of the filtered list.

    ``group`` is the title of the seminar it is about, which then stands once above its lines; "" where it is about none.
    """

    label: "str | Promise"
    count: int
    url: str
    group: str = ""
