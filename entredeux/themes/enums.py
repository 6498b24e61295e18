from django.db.models import TextChoices


class Provenance(TextChoices):
    """Where a list comes from; the wording shown is never credited to more than that."""

    SOURCE = "S", "Liste reprise d'une source"
    ETABLIE = "M", "Liste établie ici à partir de sources"
    A_CONFIRMER = "U", "Libellé à confirmer"
