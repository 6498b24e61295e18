"""The judge of an interleaving: 0 entries lost, 0 doubled, every true conflict shown. It asks nothing of the code it
judges: it reads what was written, and the rows that stand."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.fautes import A_CORRIGER, Bureau, Partie, Saisie
from entredeux.cadre.textes import open_without_journal
from entredeux.carnet.enums import A_APPLIQUER, EtatEnveloppe
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.queries import enveloppes_to_examine
from entredeux.terrain.models import Dysfonctionnement, Intervention

Pas = tuple[Saisie | Bureau, dict[str, Any]]  # who made a version, and the fields it changed


@dataclass
class Verdict:
    perdues: list[str] = field(default_factory=list)
    doublees: list[str] = field(default_factory=list)
    cachees: list[str] = field(default_factory=list)
    montres: int = 0  # conflicts that a person is shown
    saisies: int = 0

    @property
    def est_bon(self) -> bool:
        return not (self.perdues or self.doublees or self.cachees)


def judge(partie: Partie) -> Verdict:
    verdict = Verdict(saisies=len(partie.saisies))
    applied = judge_envelopes(partie, verdict)
    for fiche in sorted({each.fiche for each in partie.saisies}):
        judge_record(partie, [each for each in applied if each.fiche == fiche], fiche, verdict)
    return verdict


def judge_envelopes(partie: Partie, verdict: Verdict) -> list[Saisie]:
    """Each entry is recorded once, or shown to a person, or still on its phone with a reason. Returns the recorded."""
    rows = list(Enveloppe.objects.filter(entree__in={each.id for each in partie.saisies}))
    shown = set(
        enveloppes_to_examine(partie.monde.claire).filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True)
    )
    refused = [line.saisie for phone in partie.telephones for line in phone.lignes if line.etat == A_CORRIGER]
    applied: list[Saisie] = []
    for entry in partie.saisies:
        mine = [row for row in rows if (row.entree, row.contenu) == (entry.id, entry.empreinte)]
        recorded = [row for row in mine if row.etat == EtatEnveloppe.APPLIQUEE]
        waiting = [row for row in mine if row.etat in A_APPLIQUER]
        seen = [row for row in mine if row.pk in shown]
        if entry in refused:
            verdict.perdues.append(f"{name(entry)} refusée sans raison")
        if waiting or not (recorded or seen):
            verdict.perdues.append(f"{name(entry)} : {[row.etat for row in mine] or 'aucune enveloppe'}")
        if len(recorded) > 1 or (recorded and seen):
            verdict.doublees.append(f"{name(entry)} : {[row.etat for row in mine]}")
        verdict.montres += sum(row.etat == EtatEnveloppe.CONFLIT for row in seen)
        if recorded:
            entry.version = recorded[0].version_produite
            applied.append(entry)
    for identifier, count in Counter(each.id for each in applied).items():
        if count > 1:
            verdict.cachees.append(f"{identifier} : deux contenus enregistrés sous un même identifiant")
    return applied


def judge_record(partie: Partie, applied: list[Saisie], fiche: Any, verdict: Verdict) -> None:
    created = [each for each in applied if each.geste == "creer"]
    cancelled = [each for each in applied if each.geste == "annuler"]
    model = Dysfonctionnement if any(each.sorte == "dysfonctionnement" for each in created) else Intervention
    row = model.objects.filter(pk=fiche).first()
    if created and not cancelled and row is None:
        verdict.perdues.append(f"{name(created[0])} : enregistrée, et la fiche n'existe pas")
    if row is not None and not created:
        verdict.doublees.append(f"{fiche} : une fiche que personne n'a créée")
    corrections = [each for each in applied if each.geste == "corriger"]
    desk = [each for each in partie.bureau if each.fiche == fiche]
    for undo in cancelled:
        for other in [*corrections, *desk]:
            mine = isinstance(other, Saisie) and other.par == undo.par  # who cancels knows what they wrote
            if not undo.saw(other) and not mine:
                verdict.cachees.append(f"{name(undo)} défait sans le dire {other.contenu}")
    if isinstance(row, Intervention) and created:
        judge_values(row, created[0], corrections, desk, verdict)


def judge_values(
    row: Intervention, created: Saisie, corrections: list[Saisie], desk: list[Bureau], verdict: Verdict
) -> None:
    """Replays the history: each version has its author, the last values stand, nobody undid what they had not seen."""
    values = dict.fromkeys(("duree_minutes",)) | {"mode_saisine": "", "issue": "", "note": ""}
    values |= {key: value for key, value in created.contenu.items() if key in values}
    history = {each.version_avant + 1: each for each in row.corrections.all()}
    done: list[Pas] = []
    for version in range(1, row.version + 1):
        candidates = [each for each in [*corrections, *desk] if each.version == version]
        if version > 1:
            step = history.get(version)
            names, author = (set(step.apres), step.cree_par) if step else (set(), None)
            makers = [each for each in candidates if {n for n in each.contenu if each.contenu[n] != values[n]} == names]
            if not makers:
                verdict.doublees.append(f"{row.pk} : la version {version} n'est de personne")
                continue
            # Words that repeat what stands bear its version and change nothing: the maker is the history's author.
            maker = min(
                makers, key=lambda each: (each.par.compte != author, len(unseen(each, done, values, corrections)))
            )
            verdict.cachees += unseen(maker, done, values, corrections)
            values |= maker.contenu
            done.append((maker, {n: maker.contenu[n] for n in names}))
        for each in candidates:
            if any(values[n] != each.contenu[n] for n in each.contenu):
                verdict.perdues.append(f"{each.contenu} : enregistrée en version {version}, sans effet")
    stored = {n: getattr(row, n) for n in values if n != "note"} | {"note": open_without_journal(row, "note")}
    if stored != values:
        verdict.perdues.append(f"{row.pk} : {stored} au lieu de {values}")


def unseen(maker: Saisie | Bureau, done: list[Pas], values: dict[str, Any], corrections: list[Saisie]) -> list[str]:
    """What it replaced without its author having seen it. Saying again what stood was no change to replace; nor is it
    hidden to replace words that their author held in the same letters, from elsewhere."""
    if isinstance(maker, Bureau):
        return []  # written on the version that stood
    held = [each for each in corrections if each is not maker and (maker.saw(each) or same_hand(maker, each))]
    found = []
    for other, changed in done:
        clash = {n for n in maker.contenu if n in changed and maker.contenu[n] != changed[n]}
        clash = {n for n in clash if values[n] != maker.contenu[n]}
        clash = {n for n in clash if not any(each.contenu.get(n) == changed[n] for each in held)}
        if clash and not maker.saw(other) and not same_hand(maker, other):
            found.append(f"{name(maker)} a remplacé sans le dire {changed}")
    return found


def same_hand(one: Saisie, other: Saisie | Bureau) -> bool:
    """Their own words, on the same phone: their author had them in hand."""
    return isinstance(other, Saisie) and (one.par, one.telephone) == (other.par, other.telephone)


def name(entry: Saisie | Bureau) -> str:
    if isinstance(entry, Bureau):
        return f"bureau {entry.contenu}"
    return f"{entry.geste} {entry.sorte} {str(entry.id)[:8]} {entry.contenu if entry.geste == 'corriger' else ''}"
