from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('modules', '0005_fill_editions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='edition',
            name='reference',
            field=models.CharField(max_length=16, unique=True, verbose_name='reference'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(models.Case(models.When(state__in=['drafting', 'in_review', 'approved', 'tabled', 'endorsed', 'scheduled'], then=models.Value(1))), name='modules_one_open_edition'),
        ),
        migrations.AlterField(
            model_name='edition',
            name='number',
            field=models.CharField(max_length=12, verbose_name='number'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'discarded'), _negated=True), fields=('number',), name='modules_edition_number_once'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['drafting', 'in_review', 'approved', 'tabled', 'endorsed', 'scheduled', 'published', 'superseded', 'discarded'])), name='modules_edition_state_known'),
        ),
    ]
