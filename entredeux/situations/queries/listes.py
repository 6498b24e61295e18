"""The list nobody is forgotten in: every open situation, by its next date."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import Attente
from entredeux.situations.access import visible_situations
from entredeux.situations.etapes import CLOSES
from entredeux.situations.models import Situation
from entredeux.situations.retention import due_within_notice


def filter_situations(by: Acteur, filtres: dict[str, Any], today: date) -> QuerySet[Situation]:
    """Open ones unless `etat` says otherwise, the most urgent first; the closed ones, the last first.

    Their places are left out: a list that says who never says where (product.md, property 10)."""
    rows = visible_situations(by).select_related("referent", "binome").prefetch_related("parties")
    match filtres.get("etat"):
        case "closes":
            rows = rows.filter(etape__in=CLOSES).order_by("-close_le", "-cree_le")
        case "retard":
            rows = rows.filter(prochaine_date__lt=today)
        case _:
            rows = rows.exclude(etape__in=CLOSES)
    if filtres.get("qui") == "moi" and by.compte:
        rows = rows.filter(Q(referent=by.compte) | Q(binome=by.compte))
    asked = {name: filtres[name] for name in ("theme", "etape") if filtres.get(name)}
    return rows.filter(**asked)


def warned_situations(by: Acteur, today: date) -> QuerySet[Situation]:
    """Open ones whose texts go within thirty days unless a step is taken: the notice is given on the list."""
    return visible_situations(by).filter(pk__in=due_within_notice(today).values("pk")).exclude(etape__in=CLOSES)


def count_late(by: Acteur, today: date) -> dict[str, int]:
    """How many are open, how many are late: rows the reader may open, not a figure."""
    return visible_situations(by).aggregate(
        ouvertes=Count("pk", filter=~Q(etape__in=CLOSES)), en_retard=Count("pk", filter=Q(prochaine_date__lt=today))
    )


def late_attentes(by: Acteur, day: date) -> list[Attente]:
    """For « Aujourd'hui »: the situations whose next date has passed."""
    late = visible_situations(by).filter(prochaine_date__lt=day).count()
    if not late:
        return []
    named = "situation en retard" if late == 1 else "situations en retard"
    return [Attente(f"{late} {named}", "leur prochaine date est passée", "situations:liste", "?etat=retard")]
