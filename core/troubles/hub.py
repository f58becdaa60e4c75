"""What can go wrong at the hub's own doors and in its workshop, whoever the partner is."""

from django.utils.translation import gettext_lazy as _

from core.troubles.words import ErrorWords

ERRORS: dict[str, ErrorWords] = {
    "webhook_refused": ErrorWords(
        _("Webhook verification failed"),
        _(
            "The signature does not fit: it was signed for another account or with an old secret, a proxy rewrites bodies, or a stranger knows the address."
        ),
        _(
            "Enter the account's secret anew and press “Configure webhooks” on its page. A proxy must pass bodies as they are. Senders are in the log: “Webhook refused: bad signature”."
        ),
    ),
    "webhook_silent": ErrorWords(
        _("Webhook not received"),
        _("PUBLIC_URL is empty or cannot be reached from outside by https, or the partner has dropped our address."),
        _("Set PUBLIC_URL and press “Audit webhooks” on the account's page. The hub asks on schedule meanwhile."),
    ),
    "webhook_dead": ErrorWords(
        _("A webhook could not be processed"),
        _("What it led to was refused, failed too often, or its body is not what the partner promises."),
        _("Open it under Webhooks: it says why. Mend the cause, then press “Replay”."),
    ),
    "webhook_waiting": ErrorWords(
        _("Webhooks wait"),
        _("They were stored and not processed yet: no worker runs, or it is busy with a long queue."),
        _("Start 'manage.py hub', 'manage.py worker' or a celery worker. Nothing is lost."),
    ),
    "job_dead": ErrorWords(
        _("A job gave up"),
        _("It failed at each of its attempts, or the process that did it died each time."),
        _("Open it under Jobs: it says why. Mend the cause, then press “Retry”."),
    ),
    "queue_stuck": ErrorWords(
        _("Work is waiting"),
        _("No worker runs, or there are too few of them."),
        _("Start 'manage.py hub', 'manage.py worker' or more celery workers. Nothing is lost."),
    ),
    "key_missing": ErrorWords(
        _("An encryption key is missing"),
        _("Secrets are stored under a key that HUB_ENCRYPTION_KEYS and INVENTORY_ENCRYPTION_KEY do not name."),
        _("Put the key with the named fingerprint back. Without it the credentials must be entered anew."),
    ),
}
