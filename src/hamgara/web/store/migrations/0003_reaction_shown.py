from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_comment")]

    operations = [
        migrations.AddField(model_name="reaction", name="shown", field=models.SmallIntegerField(null=True)),
    ]
