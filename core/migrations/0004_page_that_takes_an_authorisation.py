from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_two_factor_and_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="oauthstate",
            name="return_to",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
    ]
