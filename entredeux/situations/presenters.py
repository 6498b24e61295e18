"""A situation as its pages show it. Sealed words are read here, once each, and each reading is journaled."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import Portee
from entredeux.cadre.liens_consentement import Demande, lien_de_consentement
from entredeux.cadre.models import Consentement
from entredeux.cadre.textes import read_textes
from entredeux.situations.access import (
    can_follow_situation,
    can_lift_recusation,
    can_read_lien,
    visible_notes_privees,
    visible_recusations,
)
from entredeux.situations.actions.etapes import can_undo_step
from entredeux.situations.etapes import FINS, Transition, transitions_from
from entredeux.situations.models import EngagementPartie, Partie, Propos, Recusation, Situation
from entredeux.situations.queries.accords import EtatAccord, accords_of
from entredeux.situations.queries.manques import Etat, missing_of
from entredeux.situations.queries.propos import propos_on_table, propos_shown_to, who_reads
from entredeux.situations.retention import erased_on
from entredeux.situations.volets import fill_volets
from entredeux.themes.queries import labels


@dataclass(frozen=True)
class Pas:
    """A step that may come next: open, or what is missing first."""

    transition: Transition
    libelle: str
    manques: list[str]
    est_fin: bool


@dataclass(frozen=True)
class LignePartie:
    partie: Partie
    appellation: str
    accord: EtatAccord
    issue: str


@dataclass(frozen=True)
class LigneRecusation:
    """`lien` is empty for whoever has no need to know it."""

    recusation: Recusation
    lien: str
    est_moi: bool
    peut_lever: bool


@dataclass(frozen=True)
class LigneEngagement:
    engagement: EngagementPartie
    quoi: str


@dataclass
class LignePropos:
    propos: Propos
    texte: str
    lecteurs: list[Partie] = field(default_factory=list)


def present_situation(situation: Situation, by: Acteur, request: HttpRequest) -> dict[str, Any]:
    follows = can_follow_situation(by, situation)
    steps = list(situation.etapes.select_related("cree_par", "binome", "partie").order_by("rang"))
    names, issues = labels("etapes"), labels("issues")
    context: dict[str, Any] = {
        "situation": situation,
        "est_en_retard": bool(situation.prochaine_date and situation.prochaine_date < timezone.localdate()),
        "historique": [(names.get(step.code, step.code), issues.get(step.motif, ""), step) for step in steps],
        "etape": names.get(situation.etape, situation.etape),
        "issue": issues.get(situation.issue, ""),
        "suit": follows,
        "volets": fill_volets(situation, by),
        "effacee_le": erased_on(situation),
        "recusations": present_recusations(situation, by),
    }
    if not follows:
        return context
    return context | {
        "resume": read_textes([situation], "resume", by=by)[situation.pk],
        "parties": present_parties(situation, by),
        "pas": present_pas(situation),
        "engagements": present_engagements(situation, by),
        "peut_annuler": can_undo_step(steps[-1] if steps else None),
        "notes_privees": list(visible_notes_privees(by).filter(situation=situation)),
    }


def present_recusations(situation: Situation, by: Acteur) -> list[LigneRecusation]:
    rows = visible_recusations(by).filter(situation=situation, levee_le__isnull=True)
    return [
        LigneRecusation(
            row,
            row.get_lien_display() if can_read_lien(by, row) else "",
            by.compte is not None and by.compte.pk == row.compte_id,
            can_lift_recusation(by, row),
        )
        for row in rows.select_related("compte", "confiee_a")
    ]


def present_parties(situation: Situation, by: Acteur) -> list[LignePartie]:
    parties, issues = list(situation.parties.all()), labels("issues")
    named, agreed = read_textes(parties, "appellation", by=by), accords_of(parties)
    return [LignePartie(each, named[each.pk], agreed[each.pk], issues.get(each.issue, "")) for each in parties]


def present_pas(situation: Situation) -> list[Pas]:
    """What the table allows from here, refusals and withdrawals last, with the same weight."""
    names, etat = labels("etapes"), Etat.of(situation)
    found = [
        Pas(each, names.get(each.vers, each.vers), missing_of(each, etat), bool(each.issues))
        for each in transitions_from(situation.etape)
    ]
    return sorted(found, key=lambda pas: (pas.transition.vers in FINS, pas.est_fin))


def present_engagements(situation: Situation, by: Acteur) -> list[LigneEngagement]:
    rows = list(situation.engagements.select_related("partie"))
    said = read_textes(rows, "quoi", by=by)
    return [LigneEngagement(row, said[row.pk]) for row in rows]


def present_partie(partie: Partie, by: Acteur) -> dict[str, Any]:
    """Its page: what it said and who may hear it, what others released for it, what it agreed to."""
    words = list(partie.propos.select_related("libere_pour").order_by("dit_le", "cree_le"))
    heard = propos_shown_to(partie)
    said, shown = read_textes(words, "texte", by=by), read_textes(heard, "texte", by=by)
    readers = who_reads(words)
    consents = list(Consentement.objects.filter(structure=partie.structure_id, sujet=partie.pk))
    retour = reverse("situations:partie", args=[partie.pk])
    return {
        "partie": partie,
        "situation": partie.situation,
        "appellation": read_textes([partie], "appellation", by=by)[partie.pk],
        "a_un_contact": bool(partie.contact),
        "propos": [LignePropos(word, said[word.pk], readers[word]) for word in words],
        "entendus": [(word, shown[word.pk]) for word in heard],
        "accords": consents,
        "peut_recueillir": True,
        "retour": retour,
        "lien_accord": lien_of_partie(partie, retour),
        "autres": [each for each in partie.situation.parties.all() if each.pk != partie.pk and not each.retiree_le],
        "issue": labels("issues").get(partie.issue, ""),
    }


def present_feuille(partie: Partie, by: Acteur) -> dict[str, Any]:
    """The sheet a party may take home: its own part and nothing else. The team's way to tell it apart is left out, and
    so are the others' words, but for those they released for it."""
    own, heard = list(partie.propos.order_by("dit_le", "cree_le")), propos_shown_to(partie)
    undertaken = list(partie.engagements.all())
    said, shown = read_textes(own, "texte", by=by), read_textes(heard, "texte", by=by)
    promised = read_textes(undertaken, "quoi", by=by)
    consents = Consentement.objects.filter(structure=partie.structure_id, sujet=partie.pk, retire_le__isnull=True)
    return {
        "partie": partie,
        "situation": partie.situation,
        "propos": [(word, said[word.pk]) for word in own],
        "entendus": [(word, shown[word.pk]) for word in heard],
        "engagements": [(each, promised[each.pk]) for each in undertaken],
        "accords": [each for each in consents if not each.est_echu],
        "adresse_retrait": f"{settings.ADRESSE}{reverse('retrait')}".partition("://")[2],
        "effacee_le": erased_on(partie.situation),
    }


def lien_of_partie(partie: Partie, retour: str) -> str:
    return lien_de_consentement(
        Demande(
            sujet=partie.pk,
            unite=partie.unite,
            retour=retour,
            qui=str(partie),
            portees=(Portee.SUIVI, Portee.PROPOS),
        )
    )


def present_table(situation: Situation, by: Acteur) -> dict[str, Any]:
    """The sheet for the table: what each party released for all those present, and nothing else."""
    words = propos_on_table(situation)
    said = read_textes(words, "texte", by=by)
    present = [partie for partie in situation.parties.all() if partie.retiree_le is None]
    by_partie = {partie: [said[word.pk] for word in words if word.partie_id == partie.pk] for partie in present}
    return {"situation": situation, "par_partie": list(by_partie.items()), "etat": Etat.of(situation)}
