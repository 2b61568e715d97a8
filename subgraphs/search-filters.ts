import type { Filter } from '#connectors/connector.ts'

/** The form of `search_*` columns: blanks collapsed, lower case by the rules of Latvian. */
export function searchForm(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ').toLocaleLowerCase('lv')
}

/** Rows whose `search_*` column begins with the text; none where no text was given. */
export function beginsWith(column: string, text: string | null | undefined): Filter[] {
  return text == null ? [] : [{ column, op: 'prefix', value: searchForm(text) }]
}

/** Rows whose column is the value; every row where no value was given. */
export function equals(column: string, value: string | number | boolean | null | undefined): Filter[] {
  return value == null ? [] : [{ column, op: 'eq', value }]
}

/** Rows whose column is one of the values; every row where no list was given. */
export function isListed(column: string, values: readonly string[] | null | undefined): Filter[] {
  return values == null ? [] : [{ column, op: 'in', value: values }]
}
