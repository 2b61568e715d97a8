import type { FileFamily } from './file-kind.ts'
import { addressCode, boolean, date, decimal, integer, like, onlyLike, searchText, text } from './values.ts'

/**
 * The State Address Register's `aw_*.csv` (VARIS): buildings, premise groups, streets, villages, parishes, towns,
 * municipalities and the former districts. They share their columns and differ in `TIPS_CD`.
 */
export const addressFiles: FileFamily = {
  registry: 'addresses',
  extension: '.csv',
  kinds: [
    {
      name: 'addresses',
      snapshotScope: 'type_code',
      // Whatever moves a part of the tree moves all below it, and files come in any order.
      settle: 'SELECT settle_territories()',
      targets: [
        {
          table: 'address',
          key: ['code'],
          columns: [
            { from: 'KODS', to: 'code', parse: addressCode, need: 'value' },
            { from: 'TIPS_CD', to: 'type_code', parse: like(/^1\d\d$/, 'an object type'), need: 'value' },
            { from: 'STATUSS', to: 'status', parse: text, need: 'value' },
            { from: 'APSTIPR', to: 'approved', parse: text },
            { from: 'APST_PAK', to: 'approval', parse: integer },
            { from: 'VKUR_CD', to: 'parent_code', parse: addressCode, need: 'column' },
            { from: 'VKUR_TIPS', to: 'parent_type', parse: integer, need: 'column' },
            { from: 'NOSAUKUMS', to: 'name', parse: text, need: 'value' },
            { from: 'SORT_NOS', to: 'sort_name', parse: text },
            { from: 'ATRIB', to: 'attribute', parse: text },
            // One column for two facts: a post code where people live, the classifier's code of a territory.
            { from: 'ATRIB', to: 'post_code', parse: onlyLike(/^LV-\d{4}$/) },
            { from: 'ATRIB', to: 'atvk', parse: onlyLike(/^\d{7}$/) },
            { from: 'PNOD_CD', to: 'post_office_code', parse: addressCode },
            { from: 'DAT_SAK', to: 'started_on', parse: date },
            { from: 'DAT_MOD', to: 'modified_on', parse: date },
            { from: 'DAT_BEIG', to: 'finished_on', parse: date },
            { from: 'FOR_BUILD', to: 'for_building', parse: boolean },
            { from: 'PLAN_ADR', to: 'planned', parse: boolean },
            { from: 'STD', to: 'full_address', parse: text },
            { from: ['STD', 'NOSAUKUMS'], to: 'search_address', parse: searchText, need: 'value' },
            { from: 'KOORD_X', to: 'northing', parse: decimal(9) },
            { from: 'KOORD_Y', to: 'easting', parse: decimal(9) },
            { from: 'DD_N', to: 'latitude', parse: decimal(3) },
            { from: 'DD_E', to: 'longitude', parse: decimal(3) },
          ],
        },
      ],
    },
  ],
  notImported: { ADRESES_KODS: 'documents of addresses', PPILS: 'city districts' },
}
