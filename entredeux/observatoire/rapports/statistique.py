"""What public statistics say of the quarters of a report: words, level after level, in no table of figures.

The only module of reports that reads context. It knows no figure of activity, and is handed no number.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from entredeux.observatoire.contexte import Bloc, contexte_of
from entredeux.observatoire.rapports import contenu as c

NON_CHARGE = "Les indicateurs de la statistique publique ne sont pas chargés sur cette installation."


def tell_context(quartiers: Iterable[str]) -> list[c.Partie]:
    """A list a zone, between the sentence that says what its level does not say and its sources."""
    return list(_parts(contexte_of(quartiers))) or [c.Texte(texte=NON_CHARGE)]


def _parts(blocs: tuple[Bloc, ...]) -> Iterator[c.Partie]:
    for warning, same_level in groupby(blocs, key=lambda bloc: bloc.avertissement):
        yield c.Texte(texte=warning)
        shown = list(same_level)
        for bloc in shown:
            yield c.Liste(titre=bloc.titre, points=bloc.points, est_a_remplir=False)
        for sources in dict.fromkeys(bloc.sources for bloc in shown if bloc.sources):
            yield c.Texte(texte=sources)
