"""A recording put beside its event: the video, the chapters, the transcript, the strong moments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import check_can_edit_replay
from entredeux.reseau.enums import GenreSequence
from entredeux.reseau.models import Chapitre, Evenement, MomentFort, Replay, Replique
from entredeux.reseau.taches_recherche import follow_document
from entredeux.reseau.transcription import SousTitre
from entredeux.socle.erreurs import Refus

NOM_RETIRE = "[nom retiré]"
SANS_CHAPITRE = {GenreSequence.PAUSE, GenreSequence.STAND, GenreSequence.ANIMATION}


@transaction.atomic
def save_replay(
    *, evenement: Evenement, by: Acteur, lien: str = "", fichier: Any = None, est_publie: bool | None = None
) -> Replay:
    """The video of an event: a link out, a file served from here, or neither (a transcript alone). A file given
    replaces the former one."""
    check_can_edit_replay(by, evenement)
    replay, is_new = Replay.objects.get_or_create(evenement=evenement)
    replay.lien = lien
    former = replay.fichier.name if fichier is not None else ""
    if fichier is not None:
        replay.fichier = fichier
    if est_publie is not None:
        replay.est_publie = est_publie
    replay.save()
    if former and former != replay.fichier.name:
        storage = replay.fichier.storage
        transaction.on_commit(lambda: storage.delete(former))
    if is_new:
        _make_chapitres(replay)
    journal.record_write(by, "reseau.replay.enregistre", evenement)
    return replay


def _make_chapitres(replay: Replay) -> None:
    """One for each sequence, without its second: an editor listens, then sets it."""
    spoken = [each for each in replay.evenement.sequences.all() if each.genre not in SANS_CHAPITRE]
    Chapitre.objects.bulk_create(
        Chapitre(replay=replay, sequence=sequence, rang=rank, titre=str(sequence)[:200])
        for rank, sequence in enumerate(spoken)
    )


@transaction.atomic
def set_chapitres(*, replay: Replay, secondes: Mapping[int, tuple[str, int | None]], by: Acteur) -> None:
    """Title and second of each chapter, by its key; an empty title removes it. Raises Refus when two begin together."""
    check_can_edit_replay(by, replay.evenement)
    known = [second for title, second in secondes.values() if title and second is not None]
    if len(known) != len(set(known)):
        raise Refus("Deux chapitres commencent à la même seconde. Rien n'a été changé.")
    for chapitre in replay.chapitres.filter(pk__in=secondes):
        chapitre.titre, chapitre.seconde = secondes[chapitre.pk]
        if chapitre.titre:
            chapitre.save(update_fields=["titre", "seconde"])
        else:
            chapitre.delete()
    journal.record_write(by, "reseau.replay.chapitres", replay.evenement)


@transaction.atomic
def add_chapitre(*, replay: Replay, titre: str, seconde: int | None, by: Acteur) -> Chapitre:
    check_can_edit_replay(by, replay.evenement)
    if seconde is not None and replay.chapitres.filter(seconde=seconde).exists():
        raise Refus("Un chapitre commence déjà à cette seconde.")
    chapitre = Chapitre.objects.create(replay=replay, titre=titre, seconde=seconde, rang=replay.chapitres.count())
    journal.record_write(by, "reseau.replay.chapitres", replay.evenement)
    return chapitre


@transaction.atomic
def import_transcription(*, replay: Replay, sous_titres: Sequence[SousTitre], by: Acteur) -> int:
    """Replaces the whole transcript by one already read whole (transcription.py). Strong moments stay."""
    check_can_edit_replay(by, replay.evenement)
    replay.repliques.all().delete()
    Replique.objects.bulk_create(
        [
            Replique(replay=replay, debut=each.debut, fin=each.fin, texte=each.texte, qui=each.qui[:120])
            for each in sous_titres
        ],
        batch_size=500,
    )
    replay.save(update_fields=["modifie_le"])
    journal.record_write(by, "reseau.replay.transcription", replay.evenement, nombre=len(sous_titres))
    return len(sous_titres)


@transaction.atomic
def keep_moment(*, replay: Replay, seconde: int, texte: str, by: Acteur) -> MomentFort:
    """A sentence of the transcript, at its second; given again, its words are replaced."""
    check_can_edit_replay(by, replay.evenement)
    if not texte.strip():
        raise Refus("Donnez la phrase à retenir.")
    moment, _ = MomentFort.objects.update_or_create(
        replay=replay, seconde=seconde, defaults={"texte": texte.strip()[:400]}
    )
    journal.record_write(by, "reseau.replay.moment_fort", replay.evenement)
    return moment


@transaction.atomic
def drop_moment(*, moment: MomentFort, by: Acteur) -> None:
    check_can_edit_replay(by, moment.replay.evenement)
    journal.record_write(by, "reseau.replay.moment_retire", moment.replay.evenement)
    moment.delete()


def withdraw_voice(nom: str) -> int:
    """Part of withdrawing a person (annuaire.py): the name leaves transcripts and strong moments, what was said stays.

    Accents and capitals as they are written: a name written otherwise is another's, or is to be withdrawn too.
    """
    spoke = Replique.objects.filter(qui__iexact=nom)
    touched = set(spoke.values_list("replay", flat=True))
    count = spoke.update(qui="")
    for model in (Replique, MomentFort):
        for row in model.objects.filter(texte__contains=nom):
            row.texte = row.texte.replace(nom, NOM_RETIRE)
            row.save(update_fields=["texte"])
            touched.add(row.replay_id)
            count += 1
    for pk in touched:
        follow_document.enqueue("transcription", str(pk))
    return count
