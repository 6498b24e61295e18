"""Two events to come, invented and said to be: a regional day with a waiting list, a webinar that is full."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import (
    allot_contribution,
    cancel_inscription,
    record_inscriptions,
)
from entredeux.reseau.enums import GenreContribution, GenreEvenement, GenreRubrique, GenreSequence
from entredeux.reseau.models import Contribution, Evenement, Rubrique, Sequence, Serie
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.territoires.models import Region

FICTIF = "Événement fictif de démonstration : les personnes, les structures et les propos sont inventés."
PRENOMS = """
Adama Aline Amel Anaïs Awa Bilal Chloé Clément Dounia Elsa Émile Farid Fatou Gabriel Hana Hugo Ilyes Jade Jeanne Kadi
Kévin Lina Louis Maïa Manon Mehdi Moussa Nadir Nora Omar Paul Rania Rémi Salomé Samy Sofia Tarik Théo Yasmine Zoé
""".split()  # noqa: SIM905 - a list of names is read as a sentence
ORGANISMES = ("Association fictive du Bassin", "Régie fictive des Hauts", "Ville fictive", "Bailleur fictif", "")
MATIN = (datetime.time(10, 30), datetime.time(12))
APRES_MIDI = (datetime.time(14), datetime.time(15, 30))
ATELIERS = (
    ("Ouvrir la parole dans un hall occupé", MATIN, 8, "Salle des mineurs"),
    ("Écrire sans nommer : la note qui protège", MATIN, 30, "Salle Arras"),
    ("Conflits de voisinage : le bruit, la nuit", APRES_MIDI, 12, "Salle des mineurs"),
    ("Aux abords du collège", APRES_MIDI, 20, "Salle Arras"),
    ("Habitantes et habitants relais", APRES_MIDI, 20, "Amphithéâtre"),
)
APPORTS = (
    (GenreContribution.PROBLEME, "Le gardien du soir n'est pas remplacé depuis trois mois : à qui le dire d'abord ?"),
    (
        GenreContribution.INITIATIVE,
        "Un banc déplacé de dix mètres, décidé avec les habitants, a calmé les fins de soirée.",
    ),
    (GenreContribution.PROBLEME, "Quand une partie refuse la médiation devant le collège, que reste-t-il à faire ?"),
    (
        GenreContribution.INITIATIVE,
        "Une permanence commune avec le bailleur, un mardi sur deux, au pied de l'immeuble.",
    ),
)


def build_inscriptions(alice: Acteur, day: datetime.date) -> str:
    """About fifty registrations, through the actions; their mails are not sent. Returns what to say."""
    journee = _open_journee(day + datetime.timedelta(days=21))
    webinaire = _open_webinaire(day + datetime.timedelta(days=9))
    record_inscriptions(evenement=journee, demandes=_people(journee), by=alice, prevenir=False)
    some = [DemandeInscription(nom=f"{prenom} Exemple", courriel=_mail(prenom)) for prenom in PRENOMS[:15]]
    record_inscriptions(evenement=webinaire, demandes=some, by=alice, prevenir=False)
    for inscription in journee.inscriptions.order_by("cree_le", "pk")[38:]:
        cancel_inscription(inscription=inscription, by=alice)
    first = Contribution.objects.filter(evenement=journee).first()
    if first:
        allot_contribution(contribution=first, sequence=journee.ateliers[0], by=alice)
    return f"Réseau : {journee.inscriptions.count() + webinaire.inscriptions.count()} inscriptions fictives."


def _people(journee: Evenement) -> list[DemandeInscription]:
    """Everyone wants the hall, which has eight seats; one in three also keeps the other room meanwhile."""
    hall, note, *others = journee.ateliers
    found = []
    for rank, prenom in enumerate(PRENOMS):
        morning = [hall.uid] if rank % 3 else [note.uid]
        kept = [note.uid] if rank > 20 and rank % 3 == 1 else []
        found.append(
            DemandeInscription(
                nom=f"{prenom} Exemple",
                courriel=_mail(prenom),
                organisme=ORGANISMES[rank % len(ORGANISMES)],
                ateliers=(*morning, *kept, others[rank % 3].uid),
                besoin={3: "Une place au premier rang (je lis sur les lèvres).", 17: "Accès en fauteuil."}.get(
                    rank, ""
                ),
                contribution=APPORTS[rank // 8][1] if rank % 8 == 5 and rank // 8 < len(APPORTS) else "",
                genre_contribution=APPORTS[rank // 8][0] if rank // 8 < len(APPORTS) else GenreContribution.PROBLEME,
            )
        )
    return found


def _mail(prenom: str) -> str:
    return f"{prenom.lower().translate(str.maketrans('éïëô', 'eieo'))}@participants.demo.example"


def _open_journee(jour: datetime.date) -> Evenement:
    journee = Evenement(
        title="Journée fictive de démonstration : tenir la place du tiers",
        slug="journee-fictive-de-demonstration",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        heure_debut=datetime.time(9),
        heure_fin=datetime.time(16, 30),
        lieu="Liévin",
        adresse="Centre fictif, 1 rue Inventée",
        region=Region.objects.filter(pk="32").first(),
        resume=FICTIF,
        places=60,
        inscription_du=_morning(jour - datetime.timedelta(days=60)),
    )
    journee.sequences = [
        Sequence(sort_order=0, genre=GenreSequence.OUVERTURE, heure_debut=datetime.time(9), titre="Accueil"),
        *(
            Sequence(
                sort_order=rank,
                genre=GenreSequence.ATELIER,
                titre=titre,
                heure_debut=hours[0],
                heure_fin=hours[1],
                salle=salle,
                places=places,
                est_sur_inscription=True,
            )
            for rank, (titre, hours, places, salle) in enumerate(ATELIERS, 1)
        ),
    ]
    return _add(journee)


def _open_webinaire(jour: datetime.date) -> Evenement:
    return _add(
        Evenement(
            title="Webinaire fictif de démonstration : aller vers, sans s'imposer",
            slug="webinaire-fictif-de-demonstration",
            genre=GenreEvenement.WEBINAIRE,
            date_debut=jour,
            heure_debut=datetime.time(14),
            heure_fin=datetime.time(15, 30),
            lien_visio="https://visio.demo.example/aller-vers",
            resume=FICTIF,
            places=12,
            inscription_du=_morning(jour - datetime.timedelta(days=40)),
        )
    )


def _add(evenement: Evenement) -> Evenement:
    serie = Serie.objects.filter(slug="evenements-fictifs").first()
    if serie is None:
        rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
        serie = rubrique.add_child(
            instance=Serie(
                title="Événements fictifs de démonstration",
                slug="evenements-fictifs",
                genre=GenreEvenement.JOURNEE_REGIONALE,
                chapeau=FICTIF,
            )
        )
    serie.add_child(instance=evenement)
    evenement.save_revision(clean=False).publish()
    return Evenement.objects.get(pk=evenement.pk)


def _morning(jour: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(jour, datetime.time(9), datetime.timezone(datetime.timedelta(hours=1)))
