from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_alert_switch"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="job",
            options={
                "permissions": [("make_backup", "Can see and make backups")],
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
            },
        ),
    ]
