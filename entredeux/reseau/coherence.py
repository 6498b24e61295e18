"""What cannot be in a programme (refused, in words), and what is doubtful (said, with both names, and left to people).

Two workshops in one room, a speaker in two rooms at once: an editor may have a reason that a form does not know.
"""

import datetime
from collections.abc import Iterable
from collections.abc import Sequence as Suite
from itertools import combinations

from django.db.models import PROTECT, Model

from entredeux.reseau.enums import PrecisionDate
from entredeux.reseau.horaires import creneau_of, overlap
from entredeux.reseau.models import Evenement, Prise, Sequence
from entredeux.ui.templatetags.ui import heure, jour

# Field -> what is wrong with it.
Fautes = dict[str, str]


# --- impossible


def find_faults(evenement: Evenement) -> Fautes:
    """Of the event's own days and hours."""
    debut, fin = evenement.date_debut, evenement.date_fin
    found: Fautes = {}
    if evenement.precision_date == PrecisionDate.MOIS:
        if fin:
            found["date_fin"] = "Seul le mois est connu : laissez le dernier jour vide, ou confirmez le jour."
        if evenement.heure_debut or evenement.heure_fin:
            found["heure_debut"] = "Seul le mois est connu : laissez les heures vides, ou confirmez le jour."
    if fin and debut and fin < debut:
        found["date_fin"] = f"Le dernier jour ({jour(fin)}) est avant le premier ({jour(debut)})."
    est_d_un_jour = not fin or fin == debut
    found |= find_hour_faults(evenement.heure_debut, evenement.heure_fin if est_d_un_jour else None)
    if evenement.inscription_du and evenement.inscription_au and evenement.inscription_au <= evenement.inscription_du:
        found["inscription_au"] = "Les inscriptions finissent avant d'avoir commencé : corrigez l'une des deux dates."
    return found


def find_sequence_faults(sequence: Sequence, evenement: Evenement) -> Fautes:
    found = find_hour_faults(sequence.heure_debut, sequence.heure_fin)
    if sequence.heure_debut and evenement.precision_date == PrecisionDate.MOIS:
        found["heure_debut"] = "Seul le mois de l'événement est connu : confirmez son jour avant de donner des heures."
    if sequence.date and not evenement.date_debut <= sequence.date <= evenement.dernier_jour:
        found["date"] = f"Ce jour n'est pas de l'événement, qui a lieu {say_days(evenement)}."
    return found


def find_hour_faults(debut: datetime.time | None, fin: datetime.time | None) -> Fautes:
    if fin and not debut:
        return {"heure_debut": f"La fin est donnée ({heure(fin)}), pas le début."}
    if debut and fin and fin <= debut:
        return {"heure_fin": f"La fin ({heure(fin)}) n'est pas après le début ({heure(debut)})."}
    return {}


def say_days(evenement: Evenement) -> str:
    if evenement.dernier_jour == evenement.date_debut:
        return f"le {jour(evenement.date_debut)}"
    return f"du {jour(evenement.date_debut)} au {jour(evenement.dernier_jour)}"


# --- doubtful


def find_doubts(evenement: Evenement, sequences: Suite[Sequence]) -> list[str]:
    """One sentence for each room used twice at once, each person in two places, each sequence out of hours."""
    pairs = [pair for pair in combinations(sequences, 2) if _clash(*pair, evenement)]
    doubts = [_say_room(first, second) for first, second in pairs if same_room(first, second)]
    doubts += [sentence for first, second in pairs for sentence in _say_people(first, second)]
    doubts += list(_elsewhere(evenement, sequences))
    return doubts + [_say_out(sequence, evenement) for sequence in sequences if is_out_of_hours(sequence, evenement)]


def _clash(first: Sequence, second: Sequence, evenement: Evenement) -> bool:
    return overlap(creneau_of(first, evenement), creneau_of(second, evenement))


def same_room(first: Sequence, second: Sequence) -> bool:
    return bool(first.salle.strip()) and first.salle.strip().casefold() == second.salle.strip().casefold()


def _say_room(first: Sequence, second: Sequence) -> str:
    return f"{first.salle.strip()} : {_say(first)} et {_say(second)} y ont lieu en même temps."


def _say(sequence: Sequence) -> str:
    """« Le hall, la nuit » (14 h – 15 h 30)."""
    if sequence.heure_debut is None:
        return f"« {sequence} »"
    end = f" – {heure(sequence.heure_fin)}" if sequence.heure_fin else ""
    return f"« {sequence} » ({heure(sequence.heure_debut)}{end})"


def _say_people(first: Sequence, second: Sequence) -> Iterable[str]:
    present = {prise.intervenant_id: prise.intervenant for prise in first.prises.all() if prise.intervenant}
    for prise in second.prises.all():
        if prise.intervenant_id in present:
            where = [_say(each) + (f", {each.salle}" if each.salle else "") for each in (first, second)]
            yield f"{prise.intervenant} prend la parole au même moment dans {where[0]} et dans {where[1]}."


def _elsewhere(evenement: Evenement, sequences: Suite[Sequence]) -> Iterable[str]:
    """The same person at the same hour of the same day in another event: one query."""
    mine = [(s, p.intervenant_id) for s in sequences if s.heure_debut for p in s.prises.all() if p.intervenant_id]
    if not mine:
        return
    theirs = Prise.objects.filter(
        intervenant__in={person for _, person in mine},
        sequence__heure_debut__isnull=False,
        sequence__evenement__date_debut__lte=evenement.dernier_jour,
        sequence__evenement__date_debut__gte=evenement.date_debut - datetime.timedelta(days=7),
    ).exclude(sequence__evenement=evenement.pk)
    for prise in theirs.select_related("intervenant", "sequence__evenement"):
        other = prise.sequence
        for sequence, person in mine:
            here, there = creneau_of(sequence, evenement), creneau_of(other, other.evenement)
            if person == prise.intervenant_id and overlap(here, there):
                yield (
                    f"{prise.intervenant} prend la parole au même moment dans {_say(sequence)} et dans {_say(other)} "
                    f"de l'événement « {other.evenement.title} »."
                )


def is_out_of_hours(sequence: Sequence, evenement: Evenement) -> bool:
    """Of an event of one day with its hours."""
    if evenement.dernier_jour != evenement.date_debut or not sequence.heure_debut:
        return False
    too_early = evenement.heure_debut and sequence.heure_debut < evenement.heure_debut
    too_late = evenement.heure_fin and (sequence.heure_fin or sequence.heure_debut) > evenement.heure_fin
    return bool(too_early or too_late)


def _say_out(sequence: Sequence, evenement: Evenement) -> str:
    hours = f"{heure(evenement.heure_debut)} – {heure(evenement.heure_fin)}" if evenement.heure_fin else "ses heures"
    return f"{_say(sequence)} déborde des heures de l'événement ({hours})."


# --- what keeps a row from being removed


def what_holds(row: Model) -> list[str]:
    """« 12 inscriptions », « 1 feuille »: the rows that the database would not let go."""
    found = []
    for relation in row._meta.related_objects:
        if relation.on_delete is PROTECT:
            count = relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).count()
            meta = relation.related_model._meta
            if count:
                found.append(f"{count} {meta.verbose_name_plural if count > 1 else meta.verbose_name}")
    return found


def what_holds_evenement(evenement: Evenement) -> list[str]:
    """Its own, and its sequences'."""
    sequences = Sequence.objects.filter(evenement=evenement.pk)
    return [*what_holds(evenement), *(said for sequence in sequences for said in what_holds(sequence))]
