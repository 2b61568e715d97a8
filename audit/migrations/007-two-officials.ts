import type { Knex } from 'knex'

/**
 * Retention takes two officials, as erasure does. Runs of the time before stay as they are, since the log only grows.
 * A record of the future in the default partitions keeps its own month from having partitions, and no other.
 */
export const twoOfficials = {
  name: '007-two-officials',
  async up(knex: Knex): Promise<void> {
    await knex.raw(`
      ALTER TABLE housekeeping ADD CONSTRAINT retention_four_eyes
        CHECK (kind <> 'RETENTION' OR (approver IS NOT NULL AND approver <> author)) NOT VALID;

      CREATE OR REPLACE FUNCTION add_months(first date, last date) RETURNS void LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = public, pg_temp AS $$
      DECLARE
        month date := date_trunc('month', first);
        parent text;
        part text;
      BEGIN
        WHILE month <= last LOOP
          FOREACH parent IN ARRAY ARRAY['operation_record', 'access_record'] LOOP
            part := parent || '_' || to_char(month, 'YYYY_MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            BEGIN
              EXECUTE format(
                'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                part, parent, month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC'
              );
              PERFORM guard_partition(part);
            EXCEPTION WHEN check_violation THEN
              RAISE WARNING '% is not made: rows of this month lie in the default partition, which goes on taking them', part;
            END;
          END LOOP;
          month := month + interval '1 month';
        END LOOP;
      END $$;
    `)
  },
}
