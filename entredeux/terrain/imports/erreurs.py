class CorrespondanceRefusee(ValueError):
    """The mapping does not fit the file, or is not a mapping. `str(refus)` says which key, and what to write."""
