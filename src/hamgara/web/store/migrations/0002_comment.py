"""The table of comments under clauses."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("clause", models.CharField(max_length=40)),
                ("participant", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("salt", models.CharField(max_length=64)),
                ("at", models.CharField(max_length=20)),
                (
                    "assembly",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="store.assembly"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("assembly", "key"), name="comment_once")],
            },
        ),
    ]
