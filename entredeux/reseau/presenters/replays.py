"""A recording as its page says it: the video at a second, the chapters, the passages, what is found in them."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from entredeux.reseau.models import Chapitre, Evenement, Replay, Replique
from entredeux.reseau.queries.replays import chapitres_of, find_repliques, group_passages
from entredeux.reseau.recherche.analyse import split, stem
from entredeux.reseau.transcription import read_seconde, write_seconde

# How the players that people use are told where to begin: (host, parameter, with the letter s).
LECTEURS = (
    (("youtube.com", "youtu.be"), "t"),
    (("dailymotion.com", "dai.ly"), "start"),
    (("peertube", "tube."), "start"),
)


def link_at(lien: str, seconde: int) -> str:
    """The link of the video at that second, for the players we know; else the link as it is."""
    parts = urlsplit(lien)
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith("vimeo.com"):
        return urlunsplit(parts._replace(fragment=f"t={seconde}s"))
    for hosts, name in LECTEURS:
        if any(known in host for known in hosts):
            query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
            return urlunsplit(parts._replace(query=urlencode([*query, (name, str(seconde))])))
    return lien


def read_instant(texte: str) -> int:
    """The second an address asks for; 0 when it does not make sense."""
    try:
        return read_seconde(texte)
    except ValueError:
        return 0


def present_replay(replay: Replay, cherche: str, instant: str) -> dict[str, Any]:
    repliques = list(replay.repliques.all())
    chapitres = chapitres_of(replay)
    found = find_repliques(repliques, cherche)
    seconde = read_instant(instant)
    return {
        "evenement": replay.evenement,
        "replay": replay,
        "seconde": seconde,
        "instant": write_seconde(seconde),
        "lien": link_at(replay.lien, seconde) if replay.lien else "",
        "chapitres": [(write_seconde(each.seconde or 0), each.titre, each.seconde) for each in chapitres],
        "moments": present_moments(replay),
        "cherche": cherche,
        "trouvees": [(write_seconde(each.seconde), each.seconde, mark_words(each.texte, cherche)) for each in found],
        "passages": present_passages(replay, repliques, {each.pk for each in found}, cherche),
        "a_une_transcription": bool(repliques),
    }


def present_passages(replay: Replay, repliques: list[Replique], found: set[int], cherche: str) -> list[dict[str, Any]]:
    """Each caption keeps its own anchor, « t-751 », so that a link opens at the sentence."""
    titles = {chapitre.seconde: chapitre.titre for chapitre in chapitres_of(replay)}
    cuts = sorted(second for second in titles if second is not None)
    anchors: set[int] = set()
    passages = []
    for passage in group_passages(repliques, cuts):
        begun = [cut for cut in cuts if cut <= passage.repliques[0].seconde]
        cuts = [cut for cut in cuts if cut not in begun]
        said = [_present_replique(each, each.pk in found, cherche, anchors) for each in passage.repliques]
        passages.append(
            {
                "chapitres": [(titles[cut], _anchor(cut, anchors)) for cut in begun],
                "instant": write_seconde(passage.debut),
                "seconde": passage.debut,
                "texte": passage.texte[:400],
                "qui": passage.qui,
                "repliques": said,
            }
        )
    return passages


def _present_replique(replique: Replique, is_found: bool, cherche: str, anchors: set[int]) -> dict[str, Any]:
    texte = mark_words(replique.texte, cherche) if is_found else conditional_escape(replique.texte)
    return {"ancre": _anchor(replique.seconde, anchors), "seconde": replique.seconde, "texte": texte}


def _anchor(seconde: int, anchors: set[int]) -> str:
    """« t-751 », once in the page: two captions of one second share it, the first has it."""
    if seconde in anchors:
        return ""
    anchors.add(seconde)
    return f"t-{seconde}"


def mark_words(texte: str, cherche: str) -> SafeString:
    """The words looked for in <mark>, whatever their accents; the text is escaped."""
    wanted = split(cherche)
    stems = {stem(word) for word in wanted}
    begun = tuple(wanted[-1:])
    marked = [
        format_html("<mark>{}</mark>", word)
        if any(stem(said) in stems or (begun and said.startswith(begun)) for said in split(word))
        else conditional_escape(word)
        for word in texte.split(" ")
    ]
    return mark_safe(" ".join(marked))


def present_moments(replay: Replay) -> list[dict[str, Any]]:
    """Strong moments, each a link that opens the recording at its second."""
    page = reverse("replay", args=[replay.evenement.slug])
    return [
        {
            "pk": moment.pk,
            "instant": write_seconde(moment.seconde),
            "texte": moment.texte,
            "adresse": f"{page}?t={moment.seconde}#t-{moment.seconde}",
        }
        for moment in replay.moments_forts.all()
    ]


def present_apres(evenement: Evenement, replay: Replay) -> dict[str, Any]:
    """What the event's page says of its recording."""
    page = reverse("replay", args=[evenement.slug])
    return {
        "adresse": page,
        "chapitres": [_present_chapitre(each, page) for each in chapitres_of(replay)],
        "moments": present_moments(replay),
        "a_une_video": bool(replay.lien or replay.fichier),
        "a_une_transcription": replay.repliques.exists(),
    }


def _present_chapitre(chapitre: Chapitre, page: str) -> tuple[str, str, str]:
    seconde = chapitre.seconde or 0
    return write_seconde(seconde), chapitre.titre, f"{page}?t={seconde}#t-{seconde}"
