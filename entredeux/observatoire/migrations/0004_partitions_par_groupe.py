"""Facts by month and group of structures rather than by structure: `entredeux observatoire refresh` makes them again."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('observatoire', '0003_entrepot'),
    ]

    operations = [
        migrations.AddField(
            model_name='moisarrete',
            name='faits',
            field=models.PositiveIntegerField(default=0, verbose_name='lignes de faits'),
        ),
        migrations.DeleteModel(name='Partition'),
        migrations.CreateModel(
            name='Partition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('genre', models.CharField(choices=[('faits', 'Faits'), ('cube', 'Cube')], max_length=5)),
                ('groupe', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='groupe de structures')),
                ('periode', models.CharField(max_length=7, verbose_name='mois, trimestre ou année')),
                ('empreinte', models.CharField(max_length=64)),
                ('octets', models.PositiveBigIntegerField()),
                ('lignes', models.PositiveBigIntegerField()),
                ('est_au_mois', models.BooleanField(default=False, verbose_name='à la précision du mois')),
                ('est_au_cube', models.BooleanField(default=False, verbose_name='compté dans le cube de son mois')),
                ('ecrite_le', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'partition',
                'ordering': ['genre', 'periode', 'groupe'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('genre', 'faits')), fields=('genre', 'periode', 'groupe'), name='partition_faits_unique'),
                    models.UniqueConstraint(condition=models.Q(('genre', 'cube')), fields=('genre', 'periode'), name='partition_cube_unique'),
                    models.CheckConstraint(condition=models.Q(models.Q(('genre', 'faits'), ('groupe__isnull', False)), models.Q(('genre', 'cube'), ('groupe__isnull', True)), _connector='OR'), name='partition_groupe_des_faits'),
                ],
            },
        ),
    ]
