"""Questions between peers: asked without anybody's identity, answered, closed by what came of them."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.garde_note import find_alertes
from entredeux.cadre.garde_note.formulaire import Usage, must_go
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.reseau.access.collectifs import check_can_close_question, check_can_read_collectif, visible_questions
from entredeux.reseau.actions.ressources import create_ressource
from entredeux.reseau.enums import EtatQuestion, GenreRessource, SectionFiche
from entredeux.reseau.models import Collectif, QuestionPairs, ReponsePairs, Ressource
from entredeux.socle.erreurs import Refus
from entredeux.territoires.models import Commune

TEXTE_MAX = 3000


@transaction.atomic
def ask_question(
    *,
    titre: str,
    texte: str,
    by: Acteur,
    theme: str = "",
    commune: Commune | None = None,
    collectif: Collectif | None = None,
) -> QuestionPairs:
    """To one circle, or to every peer. The place is a commune at the finest."""
    check_permission(by, Permission.ECHANGER_RESEAU)
    if by.compte is None:
        raise Refus("Une question se pose depuis un compte.")
    if collectif is not None:
        check_can_read_collectif(by, collectif)
    titre = check_sans_identite(titre, "titre", 160, "Dites votre question en une phrase.")
    texte = check_sans_identite(texte, "texte", TEXTE_MAX, "Racontez la situation en quelques lignes.")
    question = QuestionPairs(auteur=by.compte, collectif=collectif, titre=titre, theme=theme, commune=commune)
    seal_texte(question, "texte", texte)
    question.save(force_insert=True)
    journal.record_write(by, "reseau.question.posee", question)
    return question


@transaction.atomic
def answer_question(*, question: QuestionPairs, texte: str, by: Acteur) -> ReponsePairs:
    check_permission(by, Permission.ECHANGER_RESEAU)
    if by.compte is None or not visible_questions(by).filter(pk=question.pk).exists():
        raise Refus("Cette question ne vous est pas adressée.")
    texte = check_sans_identite(texte, "texte", TEXTE_MAX, "Écrivez votre réponse.")
    if (again := _same_answer(question, texte, by)) is not None:
        return again
    reponse = ReponsePairs(question=question, auteur=by.compte)
    seal_texte(reponse, "texte", texte)
    reponse.save(force_insert=True)
    journal.record_write(by, "reseau.question.repondue", question)
    return reponse


def _same_answer(question: QuestionPairs, texte: str, by: Acteur) -> ReponsePairs | None:
    """A form sent twice answers once."""
    last = ReponsePairs.objects.filter(question=question, auteur=by.compte).order_by("-cree_le").first()
    return last if last and open_without_journal(last, "texte") == texte else None


@transaction.atomic
def close_question(*, question: QuestionPairs, bilan: str, by: Acteur) -> QuestionPairs:
    """« Ce que j'ai essayé, ce que ça a donné »: what makes a question worth keeping."""
    check_can_close_question(by, question)
    bilan = check_sans_identite(bilan, "bilan", TEXTE_MAX, "Dites ce que vous avez essayé et ce que ça a donné.")
    seal_texte(question, "bilan", bilan)
    question.etat, question.close_le, question.version = EtatQuestion.CLOSE, timezone.now(), question.version + 1
    question.save()
    journal.record_write(by, "reseau.question.close", question)
    return question


@transaction.atomic
def draft_fiche(*, question: QuestionPairs, by: Acteur) -> Ressource:
    """From what came of it to a draft of a fiche d'expérience, which editors complete and reread. Once only."""
    check_can_close_question(by, question)
    if question.etat != EtatQuestion.CLOSE:
        raise Refus("Dites d'abord ce que ça a donné : c'est ce que la fiche raconte.")
    stored = QuestionPairs.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if stored.fiche and (drafted := Ressource.objects.filter(pk=stored.fiche).first()):
        return drafted
    departement = question.commune.departement if question.commune else None
    answers = [open_without_journal(each, "texte") for each in question.reponses.all()]
    fiche = create_ressource(
        genre=GenreRessource.EXPERIENCE,
        titre=question.titre,
        region=str(departement.region_id or "") if departement else "",
        themes=[question.theme] if question.theme else [],
        territoire=str(question.commune or ""),
        sections={
            SectionFiche.CONTEXTE: linebreaks(open_without_journal(question, "texte"), autoescape=True),
            SectionFiche.RESULTATS: linebreaks(open_without_journal(question, "bilan"), autoescape=True),
            SectionFiche.CONSEILS: "".join(linebreaks(answer, autoescape=True) for answer in answers),
        },
        auteur=question.auteur,
        by=Acteur.systeme(),  # the author may not write at the desk; an editor takes the draft up
    )
    QuestionPairs.objects.filter(pk=question.pk).update(fiche=fiche.pk)
    journal.record_write(by, "reseau.question.mise_en_fiche", question)
    return fiche


def check_sans_identite(texte: str, champ: str, limite: int, vide: str) -> str:
    """The text, stripped. Raises ValidationError when it is empty, too long, or seems to designate somebody: whoever
    calls the action without the form, which proposes other words, does not publish a name either."""
    texte = texte.strip()
    if not texte:
        raise ValidationError({champ: vide})
    if len(texte) > limite:
        raise ValidationError({champ: f"Ce texte est limité à {limite} caractères ; il en compte {len(texte)}."})
    found = [alerte for alerte in find_alertes(texte) if must_go(alerte, Usage.PUBLICATION)]
    if found:
        said = ", ".join(dict.fromkeys(f"«\u00a0{alerte.extrait}\u00a0»" for alerte in found))
        raise ValidationError(
            {champ: f"Ce texte semble désigner quelqu'un\u00a0: {said}. Écrivez-le autrement avant de le partager."},
            code="identite",
        )
    return texte
