class FichierRefuse(ValueError):
    """The file cannot be read as a log. `str(refus)` is a French sentence for the person; nothing was written."""


class CorrespondanceRefusee(ValueError):
    """The mapping does not fit the file, or is not a mapping. `str(refus)` says which key, and what to write."""
