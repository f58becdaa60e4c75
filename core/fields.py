"""Model fields for secrets.

A secret belongs to its row and its field: the token inside the column names `app.model.field:<secret_ref>`, where
`secret_ref` is a random, unique reference that the row has from the moment it is made (`SecretHolder`). A primary key
would not do: it is unknown at insert and changes when rows are restored elsewhere.
"""

import uuid
from typing import Any

from django import forms
from django.apps import apps
from django.core import checks
from django.db import models, router
from django.db.models.query_utils import DeferredAttribute

from core.crypto import KeyRing, Secret, Stored


class SecretHolder(models.Model):
    """A row with secrets. `secret_ref` names the row inside the encrypted text: copied to another row it is refused."""

    secret_ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class StoredSecret(Secret):
    """A secret as it stands in the database: decrypted when, and each time, it is revealed."""

    __slots__ = ("context", "stored")

    def __init__(self, stored: Stored, context: str = "") -> None:
        super().__init__("")
        self.stored = stored
        self.context = context

    def reveal(self) -> str:
        """Raises KeyMissing, KeyUnknown or SecretUnreadable."""
        return KeyRing.from_settings().decrypt(self.stored, self.context).reveal()

    @property
    def last4(self) -> str:
        return self.stored.last4

    def __bool__(self) -> bool:
        return True


class SecretAttribute(DeferredAttribute):
    """Reads give a `Secret`; a `str` that is assigned is taken as clear text and encrypted on save."""

    field: "EncryptedTextField"

    def __get__(self, row: Any, owner: type[models.Model] | None = None) -> Any:
        value = super().__get__(row, owner)
        if isinstance(value, StoredSecret) and not value.context:
            value = StoredSecret(value.stored, self.field.context_of(row))
            row.__dict__[self.field.attname] = value
        return value

    def __set__(self, row: models.Model, value: object) -> None:
        if isinstance(value, str):
            value = Secret(value)
        elif value is None:
            value = Secret("")
        row.__dict__[self.field.attname] = value


class SecretFormField(forms.CharField):
    """A password box that is never pre-filled. Left empty it keeps what is stored, so it is then not required."""

    widget = forms.PasswordInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocomplete", "new-password")

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        row = getattr(form, "instance", None)
        if row is not None and isinstance(getattr(row, field_name, None), StoredSecret):
            self.required = self.widget.is_required = False
        return super().get_bound_field(form, field_name)


class EncryptedTextField(models.TextField[str | Secret, Secret]):
    """Text that is stored encrypted, for models with a `secret_ref` (see `SecretHolder`).

    The attribute gives a `Secret` (false where nothing is set) that is decrypted only by `reveal()`. It is written by
    saving a row, never by `QuerySet.update`, and it cannot be searched. Dumps hold the encrypted text.
    """

    descriptor_class = SecretAttribute

    def context_of(self, row: models.Model) -> str:
        """The name of this row's secret: `app.model.field:secret_ref`."""
        label = self.model._meta.label_lower
        return f"{label}.{self.name}:{row.secret_ref}"  # type: ignore[attr-defined]  # check() sees to it

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if not issubclass(self.model, SecretHolder):
            found.append(
                checks.Error(
                    "A model with an EncryptedTextField must inherit from SecretHolder.", obj=self, id="hub.E020"
                )
            )
        return found

    # Database -> row

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Secret:
        if not value:
            return Secret("")
        return StoredSecret(Stored(value))

    def to_python(self, value: Any) -> Any:
        """Loading a dump: text in the stored form stays encrypted."""
        stored = Stored.parse(value) if isinstance(value, str) else None
        return StoredSecret(stored) if stored else value

    # Row -> database

    def pre_save(self, model_instance: models.Model, add: bool) -> Secret:
        secret: Secret = getattr(model_instance, self.attname)
        context = self.context_of(model_instance)
        if secret and not (isinstance(secret, StoredSecret) and secret.context == context):
            secret = self._encrypt(secret.reveal(), context, router.db_for_write(self.model, instance=model_instance))
            setattr(model_instance, self.attname, secret)
        return secret

    def _encrypt(self, text: str, context: str, using: str) -> StoredSecret:
        ring = KeyRing.from_settings()
        stored = ring.encrypt(text, context)
        apps.get_model("core", "KeyCanary").remember(ring, using)
        return StoredSecret(stored, context)

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, StoredSecret):
            return str(value.stored)
        if not value:
            return ""
        raise TypeError(
            f"{self.name} is encrypted: save the row to change it; it cannot be searched or updated in bulk."
        )

    # Forms and dumps

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)  # the admin offers a text area
        return super().formfield(**{"form_class": SecretFormField, **kwargs, "widget": forms.PasswordInput})

    def save_form_data(self, instance: models.Model, data: Any) -> None:
        if data:
            super().save_form_data(instance, data)

    def value_from_object(self, obj: models.Model) -> Any:
        return ""  # what a form is pre-filled with

    def value_to_string(self, obj: models.Model) -> str:
        secret = getattr(obj, self.attname)
        return str(secret.stored) if isinstance(secret, StoredSecret) else ""

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        self.validate("x" if value else "", model_instance)
        return value
