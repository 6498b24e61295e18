"""One's own account: profile, choice of structure, what each role may do."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render

from entredeux.cadre.access import acteur_of, compte_of, connecte
from entredeux.cadre.acteur import current_adhesions
from entredeux.cadre.middleware import SESSION_ADHESION
from entredeux.cadre.presenters import describe_adhesion, table_of_permissions, table_of_roles


@connecte
def profil(request: HttpRequest) -> HttpResponse:
    compte = compte_of(request)
    types = set(Authenticator.objects.filter(user=compte).values_list("type", flat=True))
    context = {
        "compte": compte,
        "adhesions": [describe_adhesion(adhesion) for adhesion in current_adhesions(compte)],
        "a_application": Authenticator.Type.TOTP in types,
        "a_cle": Authenticator.Type.WEBAUTHN in types,
    }
    return render(request, "cadre/profil.html", context)


@connecte
def choisir_structure(request: HttpRequest) -> HttpResponse:
    """Which of one's memberships acts from now on. Someone else's, or a closed one, does not exist."""
    adhesions = list(current_adhesions(compte_of(request)))
    if request.method == "POST":
        chosen = next((row for row in adhesions if str(row.pk) == request.POST.get("adhesion")), None)
        if chosen is None:
            raise Http404
        request.session[SESSION_ADHESION] = str(chosen.pk)
        rotate_token(request)  # a form left open for the other structure is refused, not recorded here
        messages.success(request, f"Vous agissez maintenant pour : {chosen}.")
        return redirect("espace")
    active = acteur_of(request)
    return render(request, "cadre/structure.html", {"adhesions": adhesions, "active": active})


@connecte
def sans_acces(request: HttpRequest) -> HttpResponse:
    return render(request, "cadre/sans_acces.html", {"compte": compte_of(request)})


@connecte
def roles(request: HttpRequest) -> HttpResponse:
    return render(request, "cadre/roles.html", {"roles": table_of_roles(), "lignes": table_of_permissions()})
