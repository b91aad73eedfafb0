"""Whether this version can go on with the database that it finds, looked at before anything of it is changed."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from handrail.errors import HandrailError
from handrail.settings import ConsoleSettings


class DatabaseOtherError(HandrailError):
    """Another version of Handrail made the database, and there is no way from it to this one."""

    code = "serve.database-other"
    sentence = (
        "The database {where} was made by another version of Handrail: {reason}. Nothing was changed and nothing was "
        "started. Start the version that made it, or begin anew with an empty data directory: mv {folder} {folder}.old"
    )


def require_own_database(settings: ConsoleSettings) -> None:
    """Compare what the database says was done to it with what it looks like. An empty one is everybody's own.

    Raises:
        DatabaseOtherError: it knows steps that this version does not, or a table is not as its steps make it.
    """
    reason = _difference()
    if reason is not None:
        where = connection.settings_dict["NAME"]
        raise DatabaseOtherError(where=where, folder=settings.data_dir, reason=reason)


def _difference() -> str | None:
    """What differs first, in words; None: nothing."""
    loader = MigrationLoader(connection)
    own = {each.label for each in apps.get_app_configs() if each.name.startswith("handrail.")}
    done = {key for key in loader.applied_migrations if key[0] in own}
    unknown = sorted(done - set(loader.disk_migrations))
    if unknown:
        return f"it went through the step {'.'.join(unknown[0])}, which this version does not know"
    if not done:
        return None
    state = ProjectState()
    leaves = loader.graph.leaf_nodes()
    for key in dict.fromkeys(step for leaf in leaves for step in loader.graph.forwards_plan(leaf)):
        if key in loader.applied_migrations:
            state = loader.graph.nodes[key].mutate_state(state, preserve=False)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for model in state.apps.get_models():
            table = model._meta.db_table
            if model._meta.app_label not in own:
                continue
            if table not in there:
                return f"the table {table} is missing"
            found = {each.name for each in connection.introspection.get_table_description(cursor, table)}
            wanted = {str(field.column) for field in model._meta.local_concrete_fields}
            if found != wanted:
                return f"the table {table} {_columns(found, wanted)}"
    return None


def _columns(found: set[str], wanted: set[str]) -> str:
    missing, extra = sorted(wanted - found), sorted(found - wanted)
    return f"has no column {missing[0]}" if missing else f"has a column {extra[0]} that nothing here knows"
