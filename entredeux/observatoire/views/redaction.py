"""Writing reports: a draft with its comments, the notes of quarters, a version and its release."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, connecte
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access_rapports import (
    can_reread_note,
    visible_bailleurs,
    visible_notes,
    visible_rapports,
    visible_versions,
)
from entredeux.observatoire.forms_rapports import CommentaireForm, NoteForm
from entredeux.observatoire.models import NoteQuartier, RapportRedige
from entredeux.observatoire.rapports.composition import quarters_named
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.redaction import (
    comment_section,
    is_known_period,
    libelle_of,
    notes_of,
    open_rapport,
    preview,
    reread_note,
    write_note,
)
from entredeux.observatoire.rapports.versions import ask_release, ask_version
from entredeux.observatoire.views.rapports import title_of, writable_modeles
from entredeux.socle.erreurs import Refus


@require_POST
@connecte
def composer(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    model = next((each for each in writable_modeles(by) if each.code == request.POST.get("modele")), None)
    if model is None:
        raise Http404
    chosen = read_uuid(request.POST.get("destinataire", ""))
    landlord = visible_bailleurs(by).filter(pk=chosen).first() if chosen else None
    try:
        rapport = open_rapport(modele=model, periode=request.POST.get("periode", ""), destinataire=landlord, by=by)
    except (ValidationError, Refus) as refused:
        messages.error(request, say(refused))
        return redirect("observatoire:rapports")
    return redirect("observatoire:rapport_brouillon", rapport.pk)


@never_cache
@require_GET
@connecte
def brouillon(request: HttpRequest, rapport_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    return show_draft(request, get_object_or_404(visible_rapports(by), pk=rapport_id), by)


@require_POST
@connecte
def commenter(request: HttpRequest, rapport_id: uuid.UUID, section: str) -> HttpResponse:
    by = acteur_of(request)
    rapport = get_object_or_404(visible_rapports(by), pk=rapport_id)
    form = CommentaireForm(request.POST, prefix=section)
    if form.is_valid():
        try:
            comment_section(rapport, section=section, **form.cleaned_data, by=by)
            messages.success(request, "Commentaire enregistré.")
            return redirect(f"{rapport_address(rapport)}#section-{section}")
        except ValidationError as refused:
            form.add_error(None, refused)
    return show_draft(request, rapport, by, refused=(section, form), status=422)


@require_POST
@connecte
def figer(request: HttpRequest, rapport_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    rapport = get_object_or_404(visible_rapports(by), pk=rapport_id)
    try:
        version = ask_version(rapport, by=by)
    except (ValidationError, Refus) as refused:
        messages.error(request, say(refused))
        return redirect("observatoire:rapport_brouillon", rapport.pk)
    return redirect("observatoire:rapport_version", version.pk)


@require_POST
@connecte
def diffuser(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    version = get_object_or_404(visible_versions(by).select_related("rapport"), pk=version_id)
    try:
        ask_release(version, by=by)
    except (ValidationError, Refus) as refused:
        messages.error(request, say(refused))
    return redirect("observatoire:rapport_version", version.pk)


@never_cache
@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def note(request: HttpRequest, periode: str, qpv: str) -> HttpResponse:
    """The note of a quarter over a period: written here, reread by another person on the same page."""
    by = acteur_of(request)
    if by.structure is None or qpv not in (names := quarters_named(by.structure)) or not is_known_period(periode):
        raise Http404
    found = visible_notes(by).filter(qpv=qpv, periode=periode).first()
    form = NoteForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            write_note(qpv=qpv, periode=periode, **form.cleaned_data, by=by)
            messages.success(request, "Note enregistrée. Une autre personne doit la relire.")
            return redirect("observatoire:rapport_note", periode, qpv)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "form": form,
        "note": found,
        "nom": names[qpv],
        "periode": periode,
        "libelle": libelle_of(periode),
        "peut_relire": found is not None and found.relue_le is None and can_reread_note(by, found),
        "rapports": [
            (each, title_of(each.modele))
            for each in visible_rapports(by).filter(periode=periode)
            if find_modele(each.modele).a_des_notes
        ],
    }
    return render(request, "observatoire/rapports/note.html", context, status=422 if form.errors else 200)


@require_POST
@acces(Permission.COORDONNER)
def note_relire(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_notes(by), pk=note_id)
    try:
        reread_note(found, lue=_version_read(request), by=by)
        messages.success(request, "Note relue : elle peut entrer dans un rapport.")
    except (ValidationError, Refus) as refused:
        messages.error(request, say(refused))
    return redirect("observatoire:rapport_note", found.periode, found.qpv)


def show_draft(
    request: HttpRequest,
    rapport: RapportRedige,
    by: Acteur,
    refused: tuple[str, CommentaireForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The report as it would be read, with the author's forms below each section."""
    model = find_modele(rapport.modele)
    context: dict[str, object] = {"brouillon": rapport, "modele": model, "libelle": libelle_of(rapport.periode)}
    try:
        content = preview(rapport, by=by)
        forms = _forms(rapport) | ({refused[0]: refused[1]} if refused else {})
        asked = {section.code: section.consigne for section in model.sections}
        context["sections"] = [(each, asked.get(each.code, ""), forms.get(each.code)) for each in content.sections]
        context["rapport"] = content
    except ValidationError as problem:
        context["erreur"] = " ".join(problem.messages)
    context["notes"] = _notes(rapport)
    context["versions"] = rapport.versions.all()
    return render(request, "observatoire/rapports/brouillon.html", context, status=status)


def _forms(rapport: RapportRedige) -> dict[str, CommentaireForm]:
    kept = {each.section: each for each in rapport.commentaires.all()}
    forms = {}
    for section in find_modele(rapport.modele).sections_a_commenter:
        comment = kept.get(section.code)
        initial = {"texte": comment.texte if comment else "", "lue": comment.version if comment else 0}
        forms[section.code] = CommentaireForm(prefix=section.code, initial=initial)
    return forms


def _notes(rapport: RapportRedige) -> list[tuple[str, str, NoteQuartier | None]]:
    """Each quarter of the structure, and its note when there is one."""
    if rapport.structure is None or not find_modele(rapport.modele).a_des_notes:
        return []
    written = {note.qpv: note for note in notes_of(rapport)}
    return [(code, name, written.get(code)) for code, name in quarters_named(rapport.structure).items()]


def _initial(note: NoteQuartier | None) -> dict[str, object]:
    return {"texte": note.texte, "lue": note.version} if note else {"lue": 0}


def _version_read(request: HttpRequest) -> int:
    said = request.POST.get("lue", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


def read_uuid(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said)
    except ValueError:
        return None


def rapport_address(rapport: RapportRedige) -> str:
    return redirect("observatoire:rapport_brouillon", rapport.pk).url


def say(refused: ValidationError | Refus) -> str:
    return " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
