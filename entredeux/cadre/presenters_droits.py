"""What the pages of exceptional accesses say."""

from datetime import date
from typing import Any

from entredeux.cadre.access import visible_bris
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import find_fiche, read_fiche
from entredeux.cadre.attentes import Attente
from entredeux.cadre.fiches_fermees import libelle_of
from entredeux.cadre.models import AvisBris, BrisDeGlace
from entredeux.cadre.textes import read_texte
from entredeux.socle.erreurs import Refus

LIGNES = 200


def present_list_of_bris(by: Acteur) -> dict[str, Any]:
    """Who opened which kind of record, when and for what motive: neither the record nor a place."""
    told = {avis.bris_id: avis for avis in AvisBris.objects.filter(compte=by.compte)}
    rows = visible_bris(by).select_related("cree_par").defer("raison")[:LIGNES]
    return {
        "lignes": [
            {"bris": bris, "quoi": libelle_of(bris.sorte), "avis": told.get(bris.pk), "est_sien": _is_own(bris, by)}
            for bris in rows
        ]
    }


def present_bris(bris: BrisDeGlace, by: Acteur) -> dict[str, Any]:
    own = _is_own(bris, by)
    avis = AvisBris.objects.filter(bris=bris, compte=by.compte).first()
    context: dict[str, Any] = {
        "bris": bris,
        "quoi": libelle_of(bris.sorte),
        "raison": read_texte(bris, "raison", by=by),
        "est_sien": own,
        "avis": avis,
        "prevenus": list(bris.destinataires.select_related("compte").order_by("compte__nom")),
        "extraits": [],
        "nom": "",
        "adresse": "",
    }
    if bris.fiche is None:
        return context
    try:
        kind, record = find_fiche(sorte=bris.sorte, fiche=bris.fiche, by=by)
    except Refus:
        return context
    context |= {"nom": kind.nomme(record), "adresse": kind.adresse(record)}
    if own and bris.est_ouvert:
        context["extraits"] = read_fiche(bris=bris, by=by)
    return context


def _is_own(bris: BrisDeGlace, by: Acteur) -> bool:
    return by.compte is not None and bris.cree_par_id == by.compte.pk


def unseen_bris(by: Acteur, day: date) -> list[Attente]:
    """On « Aujourd'hui »: someone opened what this person wrote, and they have not said they know."""
    count = AvisBris.objects.filter(compte=by.compte, bris__structure=by.structure, vu_le__isnull=True).count()
    if not count:
        return []
    said = (
        "1 ouverture exceptionnelle vous concerne"
        if count == 1
        else f"{count} ouvertures exceptionnelles vous concernent"
    )
    return [Attente(said, "quelqu'un a ouvert une fiche que vous avez écrite", "cadre:ouvertures")]
