class FichierRefuse(ValueError):
    """The file cannot be read. `str(refus)` is a French sentence for the person; nothing was written."""
