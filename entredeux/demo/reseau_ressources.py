"""The resource stand of the demonstration: real references, fictional fiches that say so, a fictional recording."""

import datetime
from importlib.resources import files

from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import replays, ressources, usages
from entredeux.reseau.actions.bibliographie import import_notices
from entredeux.reseau.bibliographie import read_notices
from entredeux.reseau.enums import (
    AudienceRessource,
    GenreEvenement,
    GenreRessource,
    GenreRubrique,
    GenreSequence,
    GenreUsage,
)
from entredeux.reseau.models import Evenement, Ressource, RessourceDuStand, Rubrique, Sequence, Serie, UsageRessource
from entredeux.reseau.transcription import read_sous_titres
from entredeux.territoires.models import Region

FICTIF = "Fiche fictive de démonstration : l'équipe, le lieu et les chiffres sont inventés."
NORD = "32"
SOURCE = [("source", {"titre": "Exemple de source, page sans contenu", "url": "https://example.org/fiche-fictive"})]

SOIRS = {
    "contexte": "<p>Trois halls d'un même ensemble, occupés en soirée ; des locataires qui ne s'y arrêtent plus.</p>",
    "objectifs": "<ul><li>Être attendus à heure fixe</li><li>Rendre le passage libre sans exclure personne</li></ul>",
    "publics": "<p>Locataires, gardien, jeunes qui se retrouvent là.</p>",
    "deroule": "<ol><li>Une semaine de passages sans rien demander</li><li>Trois soirs de suite, à la même heure</li>"
    "<li>Un point avec le bailleur sur ce qui est en panne</li></ol>",
    "moyens": "<p>Deux médiatrices ou médiateurs, deux heures par soir, pendant un mois. Pas d'autre dépense.</p>",
    "resultats": "<p>Passage libre huit soirs sur dix en fin de mois, contre trois au début. Chiffres inventés.</p>",
    "freins_leviers": "<p>Frein : une absence suffit à tout recommencer. Levier : une minuterie vite réparée.</p>",
    "conseils": "<p>Commencer par revenir. Ne rien promettre que le bailleur n'ait dit.</p>",
}
ECOLE = {
    "contexte": "<p>Des parents qui ne franchissent plus la grille du collège.</p>",
    "objectifs": "<p>Que chaque famille connaisse une personne dans l'établissement.</p>",
    "publics": "<p>Parents de sixième.</p>",
    "deroule": "<p>Un café à la grille, le mardi, avant la sonnerie.</p>",
    "moyens": "<p>Une médiatrice, une heure par semaine, un thermos.</p>",
    "resultats": "<p>Une vingtaine de parents réguliers en fin d'année. Chiffre inventé.</p>",
    "freins_leviers": "<p>Frein : la pluie. Levier : le préau, prêté par le collège.</p>",
    "conseils": "<p>Y aller même quand personne ne vient.</p>",
}


def build_ressources(people: dict[str, Acteur], day: datetime.date) -> str:
    """Through the actions. Returns what to say."""
    alice, rose, samira = people["Alice"], people["Rose"], people["Samira"]
    references = _import_references(alice)
    soirs = _write_fiche(rose, alice, "Trois soirs de suite, à la même heure (fiche fictive)", SOIRS, day)
    ressources.validate_ressource(ressource=soirs, by=alice)
    ecole = _write_fiche(rose, alice, "Un café à la grille du collège (fiche fictive)", ECOLE, day, "climat-scolaire")
    _write_draft(rose)
    _write_note(rose, alice, day)
    kit = _write_kit(rose, alice)
    evenement = _record_webinaire(alice, day, [soirs, ecole, kit, references[0]])
    for ressource in (soirs, kit):
        usages.pin_ressource(ressource=ressource, by=samira)
    _ask_about(soirs, people["Karim"])
    return f"Réseau : {len(references)} références, {Ressource.objects.count()} ressources, {evenement.title}."


def _import_references(alice: Acteur) -> list[Ressource]:
    """The public sources that ship with the product, reread by the facilitator."""
    text = files("entredeux.reseau").joinpath("contenu", "bibliographie.bib").read_text(encoding="utf-8")
    _, made = import_notices(read_notices(text), by=Acteur.systeme())
    ressources.reread_ressources(ressources=made, by=alice)
    return made


def _write_fiche(
    rose: Acteur, alice: Acteur, titre: str, sections: dict[str, str], day: datetime.date, theme: str = ""
) -> Ressource:
    fiche = ressources.create_ressource(
        genre=GenreRessource.EXPERIENCE,
        titre=titre,
        region=NORD,
        sections=sections,
        periode="septembre à novembre, année fictive",
        chapeau=FICTIF,
        territoire="Quartier fictif, Lens-Liévin",
        porteur="Association fictive",
        partenaires="Bailleur fictif\nCollège fictif",
        contact="Coordination, adresse du service",
        date_debut=day.replace(day=1) - datetime.timedelta(days=300),
        themes=[theme] if theme else ["occupation-hall", "tranquillite-residentielle", "bailleurs"],
        registres=["presence_active"],
        licence="cc-by-4.0",
        sources=SOURCE,
        by=rose,
    )
    return ressources.reread_ressource(ressource=fiche, by=alice)


def _write_draft(rose: Acteur) -> None:
    """Waits for a second reader, and says what it lacks."""
    ressources.create_ressource(
        genre=GenreRessource.EXPERIENCE,
        titre="La laverie, un lieu où l'on parle (fiche fictive, en cours)",
        region=NORD,
        sections={"contexte": "<p>À écrire.</p>"},
        chapeau=FICTIF,
        by=rose,
    )


def _write_note(rose: Acteur, alice: Acteur, day: datetime.date) -> None:
    """Its date of checking comes soon; it tells no law, so that the demonstration invents none."""
    note = ressources.create_ressource(
        genre=GenreRessource.NOTE_JURIDIQUE,
        titre="Comment s'affiche une note juridique (exemple fictif)",
        region=NORD,
        chapeau="Note fictive de démonstration : elle ne dit rien du droit. Passé sa date, elle est « à revoir ».",
        sources=SOURCE,
        a_verifier_le=day + datetime.timedelta(days=20),
        themes=["deontologie"],
        by=rose,
    )
    ressources.reread_ressource(ressource=note, by=alice)


def _write_kit(rose: Acteur, alice: Acteur) -> Ressource:
    """For members: a file, and a link."""
    text = "Affiche fictive de démonstration : nous passons chaque soir à 18 h 30.\n"
    affiche = Document.objects.create(title="Affiche fictive", file=ContentFile(text.encode(), name="affiche.txt"))
    kit = ressources.create_ressource(
        genre=GenreRessource.KIT,
        titre="Kit fictif : se présenter aux locataires",
        region=NORD,
        chapeau="Kit fictif de démonstration : une affiche à adapter, un lien d'exemple.",
        audience=AudienceRessource.MEMBRES,
        documents=[
            ("document", {"titre": "L'affiche à adapter", "document": affiche}),
            ("lien", {"titre": "Un lien d'exemple", "url": "https://example.org/kit-fictif"}),
        ],
        themes=["voisinage", "tranquillite-residentielle"],
        by=rose,
    )
    return ressources.reread_ressource(ressource=kit, by=alice)


def _record_webinaire(alice: Acteur, day: datetime.date, stand: list[Ressource]) -> Evenement:
    """Fictional from its title to its words: a transcript is never put beside a real event."""
    serie = _serie()
    evenement = Evenement(
        title="Webinaire fictif : trois halls, trois soirs",
        slug="webinaire-fictif-trois-halls",
        genre=GenreEvenement.WEBINAIRE,
        date_debut=day - datetime.timedelta(days=40),
        heure_debut=datetime.time(14),
        heure_fin=datetime.time(15),
        region=Region.objects.filter(pk=NORD).first(),
        themes=["occupation-hall"],
        resume="Webinaire fictif de démonstration : ce qui s'y dit est inventé.",
        stand_tenu_par="Rédaction fictive",
    )
    evenement.sequences = [
        Sequence(sort_order=0, genre=GenreSequence.OUVERTURE),
        Sequence(sort_order=1, genre=GenreSequence.APPORT),
        Sequence(sort_order=2, genre=GenreSequence.TEMOIGNAGE),
        Sequence(sort_order=3, genre=GenreSequence.ECHANGE),
    ]
    evenement.stand_ressources = [
        RessourceDuStand(sort_order=rank, ressource=ressource) for rank, ressource in enumerate(stand)
    ]
    serie.add_child(instance=evenement)
    _record(evenement, alice)
    return evenement


def _serie() -> Serie:
    found = Serie.objects.filter(slug="demonstration-fictive").first()
    if found is None:
        rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
        found = rubrique.add_child(
            instance=Serie(
                title="Événements fictifs de démonstration",
                slug="demonstration-fictive",
                genre=GenreEvenement.AUTRE,
                chapeau="Inventés pour la démonstration : personne n'y a parlé.",
            )
        )
    return found


def _record(evenement: Evenement, alice: Acteur) -> None:
    text = files("entredeux.demo").joinpath("transcription_fictive.vtt").read_text(encoding="utf-8")
    replay = replays.save_replay(
        evenement=evenement, lien="https://example.org/video-fictive", est_publie=True, by=alice
    )
    replays.import_transcription(replay=replay, sous_titres=read_sous_titres(text), by=alice)
    starts = dict(zip((each.pk for each in replay.chapitres.all()), (2, 250, 740, 1860), strict=True))
    timed = {each.pk: (each.titre, starts[each.pk]) for each in replay.chapitres.all()}
    replays.set_chapitres(replay=replay, secondes=timed, by=alice)
    replays.keep_moment(
        replay=replay,
        seconde=751,
        texte="Le bailleur a réparé la minuterie en une semaine, et le crépuscule a cessé de faire peur.",
        by=alice,
    )


def _ask_about(ressource: Ressource, karim: Acteur) -> None:
    """Karim took it two months ago: the question waits on his page, and its mail in the queue."""
    usage = usages.note_usage(ressource=ressource, genre=GenreUsage.ANNONCEE, by=karim)
    if usage:
        UsageRessource.objects.filter(pk=usage.pk).update(cree_le=usage.cree_le - usages.AVANT_LA_QUESTION)
        usages.ask_usages(by=Acteur.systeme())
