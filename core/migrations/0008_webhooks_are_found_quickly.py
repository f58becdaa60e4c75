from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_table_imports'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='inboundevent',
            name='inbound_event_once',
        ),
        migrations.AddConstraint(
            model_name='inboundevent',
            constraint=models.UniqueConstraint(fields=('dedupe_key', 'account_id', 'partner'), name='inbound_event_once'),
        ),
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(fields=['topic', '-received_at'], name='inbound_topic'),
        ),
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(condition=models.Q(('reason', ''), _negated=True), fields=['reason', '-received_at'], name='inbound_reason'),
        ),
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(fields=['aggregate_key'], name='inbound_object', opclasses=['varchar_pattern_ops']),
        ),
    ]
