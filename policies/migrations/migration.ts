/** Structurally the migrations of `tools/databases/migrate.ts`; this room imports nothing of ours. */
export interface Migration {
  name: string
  up: (knex: Database) => Promise<void>
}

export interface Database {
  raw: (sql: string, bindings?: readonly (string | number | null)[]) => PromiseLike<unknown>
}

/** An agreement of the tables as they are after 002, as JSON in the form of `policies/model.ts`, without the organisation's name. */
export const agreementAsJson = `
  jsonb_build_object(
    'permission', permission, 'revision', revision, 'consumer', consumer, 'purpose', purpose,
    'legalBasis', legal_basis, 'caseRequired', case_required, 'validFrom', ${instant('valid_from')},
    'validTo', ${instant('valid_to')}, 'status', status, 'grants', ${lines('grant')}, 'forbids', ${lines('forbid')})
  || terms`

function instant(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function lines(effect: string): string {
  return `coalesce((
    SELECT jsonb_agg(line.terms || jsonb_strip_nulls(
      jsonb_build_object('id', line.id, 'coordinate', line.coordinate, 'condition', line.condition))
      ORDER BY line.id COLLATE "C")
    FROM agreement_line AS line
    WHERE line.permission = agreement.permission AND line.effect = '${effect}'), '[]')`
}
