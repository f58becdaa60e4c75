from django.db import models


class ScheduleTick(models.Model):
    """When a schedule last filed its job: moved on by compare-and-set, so that any number of beats and workers file a
    slot once. `name` is the schedule's; the newest `filed_at` of all says that something keeps time at all.
    """

    name = models.CharField(max_length=200, unique=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)  # end of the last job that went well, before the current

    def __str__(self) -> str:
        return self.name
