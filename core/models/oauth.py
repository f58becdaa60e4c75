from django.db import models


class OAuthState(models.Model):
    """The `state` of an authorisation that was begun: good once, for one person in one session, for ten minutes.

    `return_to` is the page of a separate front end that began it and brings the answer back over the API; empty where
    the console did. Of secrets only hashes are stored. Rows are written and deleted by `core.oauth_state` alone.
    """

    digest = models.CharField(max_length=64, unique=True)
    partner = models.CharField(max_length=40)
    account_id = models.CharField(max_length=64)
    user_id = models.CharField(max_length=40)
    session_digest = models.CharField(max_length=64)
    return_to = models.CharField(max_length=500, blank=True, default="")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="oauth_state_expires")]

    def __str__(self) -> str:
        return f"{self.partner} {self.account_id}"
