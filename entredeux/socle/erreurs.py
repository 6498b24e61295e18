"""The errors a person may meet, and the sentence they read.

Refus            403  the act exists for others, not for this role; says why
Http404          404  existence itself is confidential (another structure's row, a record for a funder)
ValidationError  form shown again, filled
"""

from django.core.exceptions import PermissionDenied


class Refus(PermissionDenied):
    """The signed-in person may not do this; `str(refus)` is a French sentence that may be shown."""
