from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0004_page_that_takes_an_authorisation")]

    operations = [
        migrations.CreateModel(
            name="AlertSwitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, unique=True, verbose_name="kind")),
                ("is_on", models.BooleanField(verbose_name="mailed")),
                ("changed_by", models.CharField(blank=True, default="", max_length=150, verbose_name="changed by")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={"verbose_name": "alert switch", "verbose_name_plural": "alert switches"},
        ),
    ]
