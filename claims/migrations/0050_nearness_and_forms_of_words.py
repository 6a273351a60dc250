"""A search takes other forms of words, and orders by how near they are to each other."""

from django.db import migrations

from newsroom.migration_operations import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("claims", "0049_reply_deadlines_move_later")]

    operations = [
        LoadSQL("claims", "text_search", "e7d86cc50301"),
        LoadSQL("claims", "phrase_search", "8fcb2694e7a6"),
    ]
