"""Pointers remember since which root their keys count; of those that are there it is read from envelope and roots."""

import json
from base64 import b64decode

from django.db import migrations, models


def _holders(payload, environment):
    roles = json.loads(bytes(payload))["environments"].get(environment)
    return None if roles is None else (roles["pointer"]["keyids"], roles["pointer"]["threshold"])


def fill(apps, schema_editor):
    Pointer = apps.get_model("publishing", "Pointer")
    RootRecord = apps.get_model("applications", "RootRecord")
    for pointer in Pointer.objects.select_related("environment").iterator():
        name = pointer.environment.name
        since = json.loads(b64decode(json.loads(bytes(pointer.envelope))["payload"]))["root"]
        roots = RootRecord.objects.filter(application_id=pointer.environment.application_id)
        holders = {each.version: _holders(each.payload, name) for each in roots}
        own = holders.get(since)
        while own is not None and holders.get(since - 1) == own:
            since -= 1
        Pointer.objects.filter(pk=pointer.pk).update(keys_since=since)


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0001_initial"),
        ("publishing", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(name="pointer", options={"ordering": ["-keys_since", "-seq"]}),
        migrations.AddField(
            model_name="pointer",
            name="keys_since",
            field=models.PositiveIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="pointer", name="one_pointer_per_seq"),
        migrations.AddConstraint(
            model_name="pointer",
            constraint=models.UniqueConstraint(
                fields=("environment", "keys_since", "seq"), name="one_pointer_per_seq"
            ),
        ),
    ]
