"""Setting a PostgreSQL test database back to its template in place: a few milliseconds where a new copy takes fifty.

`prepare()` goes into the template once. It keeps what the seeded tables hold in a schema of its own and watches: a
seeded table that was written to is filled anew, and a schema that was changed makes `reset()` say that only a new copy
will do.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

# Deleted rows stay in the files until somebody vacuums; a new copy now and then is cheaper.
MOST_RESETS = 60

PREPARE = """
CREATE SCHEMA kept;
CREATE TABLE kept.marks (mark text PRIMARY KEY);
CREATE TABLE kept.tables (name text PRIMARY KEY, is_seeded boolean, sequence text, value bigint, is_called boolean);

CREATE FUNCTION kept.mark_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO kept.marks VALUES (TG_TABLE_NAME) ON CONFLICT DO NOTHING; RETURN NULL; END $$;
CREATE FUNCTION kept.mark_schema() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO kept.marks VALUES ('the schema') ON CONFLICT DO NOTHING; END $$;

DO $$
DECLARE found record; has_rows boolean; sequence text; at bigint; called boolean;
BEGIN
  FOR found IN
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', found.name) INTO has_rows;
    IF has_rows THEN
      EXECUTE format('CREATE TABLE kept.%I AS SELECT * FROM public.%I', 'of_' || found.name, found.name);
      EXECUTE format('CREATE TRIGGER kept_mark AFTER INSERT OR UPDATE OR DELETE ON public.%I '
                     'FOR EACH STATEMENT EXECUTE FUNCTION kept.mark_table()', found.name);
    END IF;
    at := NULL; called := NULL; sequence := NULL;
    IF EXISTS (SELECT FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name = found.name AND column_name = 'id') THEN
      sequence := pg_get_serial_sequence('public.' || found.name, 'id');
    END IF;
    IF sequence IS NOT NULL THEN
      EXECUTE format('SELECT last_value, is_called FROM %s', sequence) INTO at, called;
    END IF;
    INSERT INTO kept.tables VALUES (found.name, has_rows, sequence, at, called);
  END LOOP;
END $$;

CREATE FUNCTION kept.reset() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE t record; s record;
BEGIN
  IF EXISTS (SELECT FROM kept.marks WHERE mark = 'the schema') THEN RETURN false; END IF;
  -- No foreign key is checked and no trigger fires on the way back.
  PERFORM set_config('session_replication_role', 'replica', true);
  FOR t IN SELECT * FROM kept.tables LOOP
    IF NOT t.is_seeded OR t.name IN (SELECT mark FROM kept.marks) THEN
      EXECUTE format('DELETE FROM public.%I', t.name);
      IF t.is_seeded THEN
        EXECUTE format('INSERT INTO public.%I SELECT * FROM kept.%I', t.name, 'of_' || t.name);
      END IF;
    END IF;
    IF t.sequence IS NOT NULL THEN PERFORM setval(t.sequence, t.value, t.is_called); END IF;
  END LOOP;
  DELETE FROM kept.marks;
  RETURN true;
END $$;
CREATE EVENT TRIGGER kept_mark ON ddl_command_end EXECUTE FUNCTION kept.mark_schema();
DELETE FROM kept.marks;
"""


def prepare(engine: Any) -> None:
    """Let databases made from this one be reset."""
    with engine.begin() as connection:
        # By the driver itself: with parameters, even none, it would take one statement only.
        connection.connection.driver_connection.execute(PREPARE)


def reset(engine: Any) -> bool:
    """Set the database back; False when it must be made anew, because its schema was changed or a row is held."""
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            return bool(connection.execute(text("SELECT kept.reset()")).scalar_one())
    except OperationalError:  # somebody still holds a row: throw them out with the database
        return False
