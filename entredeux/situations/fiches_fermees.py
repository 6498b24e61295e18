"""What of a situation may be opened exceptionally: its words, to who knows that it exists and does not follow it."""

from uuid import UUID

from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.fiches_fermees import Extrait, FicheFermee
from entredeux.cadre.models import Compte
from entredeux.cadre.textes import read_textes
from entredeux.situations.access import can_follow_situation, recused_situations, visible_situations
from entredeux.situations.models import Situation


def _find(by: Acteur, pk: UUID) -> Situation | None:
    """Not to whoever declared a link of interest with it: that door stays shut, whatever the reason."""
    rows = visible_situations(by).exclude(pk__in=recused_situations(by))
    return rows.filter(pk=pk, est_oubliee=False).first()


def _authors(situation: Situation) -> list[Compte]:
    people = {compte for compte in (situation.cree_par, situation.referent, situation.binome) if compte}
    return sorted(people, key=lambda compte: compte.nom)


def _read(by: Acteur, situation: Situation) -> list[Extrait]:
    """What is at stake, then each party: how to tell and reach it, what it said, what it undertook. A private note is
    not among them."""
    parties = list(situation.parties.all())
    words, promises = list(situation.propos.order_by("dit_le", "cree_le")), list(situation.engagements.all())
    names, contacts = read_textes(parties, "appellation", by=by), read_textes(parties, "contact", by=by)
    said, undertaken = read_textes(words, "texte", by=by), read_textes(promises, "quoi", by=by)
    found = [
        Extrait("Ce qui est en jeu", [text for text in read_textes([situation], "resume", by=by).values() if text])
    ]
    for partie in parties:
        lines = [names[partie.pk], f"Pour la joindre : {contacts[partie.pk]}" if contacts[partie.pk] else ""]
        lines += [f"Le {each.dit_le:%d/%m/%Y} : {said[each.pk]}" for each in words if each.partie_id == partie.pk]
        lines += [f"Convenu : {undertaken[each.pk]}" for each in promises if each.partie_id == partie.pk]
        found.append(Extrait(str(partie), [line for line in lines if line]))
    return [extrait for extrait in found if extrait.textes]


SITUATION = FicheFermee(
    code="situation",
    libelle="les textes d'une situation",
    trouve=_find,
    est_ouverte=can_follow_situation,
    auteurs=_authors,
    nomme=str,
    lit=_read,
    adresse=lambda situation: reverse("situations:situation", args=[situation.pk]),
)
