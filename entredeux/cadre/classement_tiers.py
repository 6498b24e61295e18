"""The tables of the libraries we install, sorted like ours (classement.py): we cannot write beside their models.

A library that adds a field or a model fails `tests/cadre/test_classement.py` until someone has read what it holds.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from entredeux.cadre.classement import NIVEAUX, Anomalie, our_models


@dataclass(frozen=True)
class Tiers:
    """One model of a library: why it is there, and each of its fields in one level."""

    raison: str
    ouverts: tuple[str, ...] = ()
    internes: tuple[str, ...] = ()
    personnels: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=())

    def levels(self) -> list[tuple[str, str]]:
        return [(name, level) for level in NIVEAUX for name in getattr(self, level)]


TIERS: dict[str, Tiers] = {
    "contenttypes.ContentType": Tiers("names of our models, for Django", internes=("id", "app_label", "model")),
    "auth.Permission": Tiers(
        "made by Django and unused: our permissions are a table in code (roles.py)",
        internes=("id", "name", "content_type", "codename"),
    ),
    "auth.Group": Tiers(
        "the two groups of the editors' desk; who is in them follows the table of roles",
        internes=("id", "name", "permissions"),
    ),
    "auth.Group_permissions": Tiers("what each group may do at the desk", internes=("id", "group", "permission")),
    "sites.Site": Tiers("allauth names the instance from it", ouverts=("id", "domain", "name")),
    "sessions.Session": Tiers(
        "who is signed in; 12 hours, swept each night, left out of backups",
        internes=("expire_date",),
        secrets=("session_key", "session_data"),
    ),
    "account.EmailAddress": Tiers(
        "the address an account signs in with", internes=("id", "verified", "primary"), personnels=("user", "email")
    ),
    "account.EmailConfirmation": Tiers(
        "a link sent to prove an address",
        internes=("id", "created", "sent"),
        personnels=("email_address",),
        secrets=("key",),
    ),
    "mfa.Authenticator": Tiers(
        "second factors: TOTP seed (encrypted by our adapter), public part of passkeys, recovery codes",
        internes=("id", "type", "created_at"),
        personnels=("user", "last_used_at"),
        secrets=("data",),
    ),
    "socialaccount.SocialApp": Tiers(
        "empty: the provider is a setting",
        internes=("id", "provider", "provider_id", "name", "client_id", "settings"),
        secrets=("secret", "key"),
    ),
    "socialaccount.SocialAccount": Tiers(
        "the ProConnect identity bound to an account",
        internes=("id", "provider"),
        personnels=("user", "uid", "last_login", "date_joined", "extra_data"),
    ),
    "socialaccount.SocialToken": Tiers(
        "empty: SOCIALACCOUNT_STORE_TOKENS is off",
        internes=("id", "app", "expires_at"),
        personnels=("account",),
        secrets=("token", "token_secret"),
    ),
    "django_tasks_database.DBTaskResult": Tiers(
        "background tasks: ids only in the arguments, class and place only of an error; two weeks",
        internes=(
            *("id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority", "task_path"),
            *("worker_ids", "queue_name", "backend_name", "run_after", "return_value", "exception_class_path"),
            "traceback",
        ),
    ),
    # --- the editors' desk (Wagtail): what editors write for everyone, and who wrote it
    "wagtailcore.Page": Tiers(
        "the common part of every page",
        ouverts=(
            *("title", "draft_title", "slug", "url_path", "seo_title", "search_description", "show_in_menus"),
            *("live", "first_published_at", "last_published_at", "locale", "translation_key"),
        ),
        internes=(
            *("id", "path", "depth", "numchild", "content_type", "alias_of", "has_unpublished_changes", "go_live_at"),
            *("expire_at", "expired", "locked", "locked_at", "latest_revision", "latest_revision_created_at"),
            "live_revision",
        ),
        personnels=("owner", "locked_by"),
    ),
    "wagtailcore.Revision": Tiers(
        "the drafts and former texts of a page: public words, before and after",
        internes=(
            *("id", "content_type", "base_content_type", "object_id", "created_at", "object_str", "content"),
            "approved_go_live_at",
        ),
        personnels=("user",),
    ),
    "wagtailcore.Comment": Tiers(
        "what editors tell each other beside a draft",
        internes=(
            *("id", "page", "text", "contentpath", "position", "created_at", "updated_at", "revision_created"),
            "resolved_at",
        ),
        personnels=("user", "resolved_by"),
    ),
    "wagtailcore.CommentReply": Tiers(
        "the answers to it", internes=("id", "comment", "text", "created_at", "updated_at"), personnels=("user",)
    ),
    "wagtailcore.PageSubscription": Tiers(
        "who is told of a page's comments",
        internes=("id", "page", "comment_notifications"),
        personnels=("user",),
    ),
    "wagtailcore.PageLogEntry": Tiers(
        "what was done to a page, by whom",
        internes=(
            *("id", "content_type", "label", "action", "data", "timestamp", "uuid", "revision", "content_changed"),
            *("deleted", "page"),
        ),
        personnels=("user",),
    ),
    "wagtailcore.ModelLogEntry": Tiers(
        "what was done to a speaker or an organisation, by whom",
        internes=(
            *("id", "content_type", "label", "action", "data", "timestamp", "uuid", "revision", "content_changed"),
            *("deleted", "object_id"),
        ),
        personnels=("user",),
    ),
    "wagtailcore.Workflow": Tiers("the second reader's step", internes=("id", "name", "active")),
    "wagtailcore.WorkflowTask": Tiers("the second reader's step", internes=("id", "sort_order", "workflow", "task")),
    "wagtailcore.WorkflowPage": Tiers("where it applies", internes=("page", "workflow")),
    "wagtailcore.WorkflowContentType": Tiers("unused, empty", internes=("content_type", "workflow")),
    "wagtailcore.Task": Tiers("the second reader's step", internes=("id", "name", "content_type", "active")),
    "wagtailcore.GroupApprovalTask": Tiers(
        "unused: ours asks for a second person", internes=("id", "name", "content_type", "active", "task_ptr", "groups")
    ),
    "wagtailcore.GroupApprovalTask_groups": Tiers("unused, empty", internes=("id", "groupapprovaltask", "group")),
    "wagtailcore.WorkflowState": Tiers(
        "a page that waits for its second reader",
        internes=(
            *("id", "content_type", "base_content_type", "object_id", "workflow", "status", "created_at"),
            "current_task_state",
        ),
        personnels=("requested_by",),
    ),
    "wagtailcore.TaskState": Tiers(
        "what the second reader answered",
        internes=(
            *("id", "workflow_state", "revision", "task", "status", "started_at", "finished_at", "comment"),
            "content_type",
        ),
        personnels=("finished_by",),
    ),
    "wagtailcore.Locale": Tiers("French", ouverts=("id", "language_code")),
    "wagtailcore.Site": Tiers(
        "where the tree is served", ouverts=("id", "hostname", "port", "site_name", "root_page", "is_default_site")
    ),
    "wagtailcore.GroupSitePermission": Tiers("unused, empty", internes=("id", "group", "site", "permission")),
    "wagtailcore.GroupPagePermission": Tiers("rights by tree", internes=("id", "group", "page", "permission")),
    "wagtailcore.GroupCollectionPermission": Tiers(
        "rights on documents", internes=("id", "group", "collection", "permission")
    ),
    "wagtailcore.Collection": Tiers("a folder of documents", internes=("id", "path", "depth", "numchild", "name")),
    "wagtailcore.CollectionViewRestriction": Tiers(
        "unused, empty", internes=("id", "restriction_type", "collection", "groups"), secrets=("password",)
    ),
    "wagtailcore.CollectionViewRestriction_groups": Tiers(
        "unused, empty", internes=("id", "collectionviewrestriction", "group")
    ),
    "wagtailcore.PageViewRestriction": Tiers(
        "unused: a page is public or is not published",
        internes=("id", "restriction_type", "page", "groups"),
        secrets=("password",),
    ),
    "wagtailcore.PageViewRestriction_groups": Tiers("unused, empty", internes=("id", "pageviewrestriction", "group")),
    "wagtailcore.APIToken": Tiers(
        "unused, empty",
        internes=("id", "name", "prefix", "created", "revoked_at", "last_used_at"),
        personnels=("user",),
        secrets=("key_hash",),
    ),
    "wagtailcore.UploadedFile": Tiers(
        "a file between its sending and its page",
        internes=("id", "for_content_type", "file"),
        personnels=("uploaded_by_user",),
    ),
    "wagtailcore.ReferenceIndex": Tiers(
        "which page cites which",
        internes=(
            *("id", "content_type", "base_content_type", "object_id", "to_content_type", "to_object_id"),
            *("model_path", "content_path", "content_path_hash"),
        ),
    ),
    "wagtailredirects.Redirect": Tiers(
        "the former address of a page that moved",
        ouverts=(
            *("id", "old_path", "site", "is_permanent", "redirect_page", "redirect_page_route_path", "redirect_link"),
            *("automatically_created", "created_at"),
        ),
    ),
    "wagtailusers.UserProfile": Tiers(
        "how an editor likes the desk",
        internes=(
            *("id", "submitted_notifications", "approved_notifications", "rejected_notifications"),
            *("updated_comments_notifications", "preferred_language", "current_time_zone", "dismissibles", "theme"),
            *("contrast", "density", "keyboard_shortcuts"),
        ),
        personnels=("user", "avatar"),
    ),
    "wagtailadmin.Admin": Tiers("no row: it carries the right to enter", internes=("id",)),
    "wagtailadmin.EditingSession": Tiers(
        "who has a draft open, so that two do not write at once; an hour",
        internes=("id", "content_type", "object_id", "last_seen_at", "is_editing"),
        personnels=("user",),
    ),
    "wagtailadmin.FormState": Tiers(
        "a draft typed and not saved yet",
        internes=("id", "data", "content_type", "object_id", "parent_object_id", "last_updated_at"),
        personnels=("user",),
    ),
    "wagtaildocs.Document": Tiers(
        "a file joined to a public page",
        ouverts=("id", "collection", "title", "file", "created_at", "file_size", "file_hash", "tags"),
        personnels=("uploaded_by_user",),
    ),
    "wagtailimages.Image": Tiers(
        "a picture of a public page",
        ouverts=(
            *("id", "collection", "title", "file", "description", "width", "height", "created_at", "file_size"),
            *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height", "file_hash", "tags"),
        ),
        personnels=("uploaded_by_user",),
    ),
    "wagtailimages.Rendition": Tiers(
        "the same, at another size",
        ouverts=("id", "filter_spec", "file", "width", "height", "focal_point_key", "image"),
    ),
    "taggit.Tag": Tiers("words on documents", ouverts=("id", "name", "slug")),
    "taggit.TaggedItem": Tiers("words on documents", ouverts=("id", "tag", "content_type", "object_id")),
}

# Tables without a model, which Django keeps for itself.
TABLES_SANS_MODELE = {
    "django_migrations": "internes: names and dates of the migrations applied",
    "cache_partage": "internes: counters of attempts under hashed keys; minutes; left out of backups",
}


def third_party_models() -> list[type[models.Model]]:
    ours = set(our_models())
    installed = apps.get_models(include_auto_created=True)
    return [model for model in installed if model not in ours and not model._meta.proxy]


def find_third_party_anomalies(model: type[models.Model]) -> list[Anomalie]:
    """Same three kinds as for our models; a model of a library that nobody classified is one anomaly."""
    known = TIERS.get(model._meta.label)
    if known is None:
        return [Anomalie(model._meta.label, "modèle non classé")]
    fields = {one.name for one in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
    seen = [name for name, _ in known.levels()]
    return [
        *(Anomalie(name, "non classé") for name in sorted(fields - set(seen))),
        *(Anomalie(name, "classé deux fois") for name in sorted({n for n in seen if seen.count(n) > 1})),
        *(Anomalie(name, "classé mais absent du modèle") for name in sorted(set(seen) - fields)),
    ]
