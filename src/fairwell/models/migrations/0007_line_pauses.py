"""The days on which a line's service stands still, which earn nothing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fairwell', '0006_staff'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinePause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='fairwell.invoiceline')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='line_pause_ends_later')],
            },
        ),
    ]
