"""The editors' desk (/bureau/) and Wagtail's own pages: each route marked like ours.

The desk needs inline scripts and styles: the one exception to the content policy of the product (decisions, 0019).
"""

from csp.decorators import csp_replace
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from entredeux.cadre.access import ouvert
from entredeux.reseau.redaction import bureau

POLITIQUE_DU_BUREAU = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
}

decorate_urlpatterns(admin_urls.urlpatterns, csp_replace(POLITIQUE_DU_BUREAU))
decorate_urlpatterns(admin_urls.urlpatterns, bureau)
decorate_urlpatterns(document_urls.urlpatterns, ouvert("un document joint à une page publique du réseau"))
decorate_urlpatterns(wagtail_urls.urlpatterns, ouvert("une page publiée du réseau"))

urlpatterns = [path("bureau/", include(admin_urls)), path("documents/", include(document_urls))]
pages = wagtail_urls.urlpatterns
