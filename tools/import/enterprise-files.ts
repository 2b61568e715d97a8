import type { Column, FileFamily, FileKind } from './file-kind.ts'
import { isCreditorIdentifier } from './registration-number.ts'
import {
  addressCode,
  boolean,
  date,
  decimal,
  integer,
  oneOf,
  registrationNumber,
  searchText,
  text,
  timestamp,
} from './values.ts'

const sepaWarning = (value: string): string | undefined =>
  isCreditorIdentifier(value) ? undefined : 'check digits do not match'

const register: FileKind = {
  name: 'register',
  targets: [
    {
      table: 'legal_entity',
      key: ['registration_number'],
      columns: [
        { from: 'regcode', to: 'registration_number', parse: registrationNumber, need: 'value' },
        { from: 'sepa', to: 'sepa', parse: text, warn: sepaWarning },
        { from: 'name', to: 'legal_name', parse: text, need: 'value' },
        { from: 'name', to: 'search_name', parse: searchText },
        { from: 'name_before_quotes', to: 'name_before_quotes', parse: text },
        { from: 'name_in_quotes', to: 'name_in_quotes', parse: text },
        { from: 'name_after_quotes', to: 'name_after_quotes', parse: text },
        { from: 'without_quotes', to: 'without_quotes', parse: boolean, need: 'value' },
        { from: 'regtype', to: 'register_code', parse: text, need: 'column' },
        { from: 'regtype_text', to: 'register_label', parse: text },
        { from: 'type', to: 'legal_form_code', parse: text, need: 'column' },
        { from: 'type_text', to: 'legal_form_label', parse: text },
        { from: 'registered', to: 'registered_on', parse: date, need: 'column' },
        { from: 'terminated', to: 'terminated_on', parse: date, need: 'column' },
        { from: 'closed', to: 'closed', parse: oneOf({ L: 'L', R: 'R' }, 'L, R or blank'), need: 'column' },
        { from: 'address', to: 'address_text', parse: text },
        { from: 'index', to: 'post_index', parse: text },
        { from: 'addressid', to: 'address_code', parse: addressCode },
        { from: 'region', to: 'region_code', parse: addressCode },
        { from: 'city', to: 'city_code', parse: addressCode },
        { from: 'atvk', to: 'atvk', parse: text },
        { from: 'reregistration_term', to: 'reregistration_term', parse: date },
      ],
    },
  ],
}

/** Officers and members: who they are. Masked codes are kept as published. */
const party: readonly Column[] = [
  { from: 'id', to: 'id', parse: text, need: 'value' },
  { from: 'uri', to: 'uri', parse: text },
  {
    from: 'at_legal_entity_registration_number',
    to: 'registration_number',
    parse: registrationNumber,
    need: 'value',
  },
  { from: 'entity_type', to: 'entity_type', parse: text, need: 'value' },
  { from: 'name', to: 'name', parse: text, need: 'column' },
  { from: 'latvian_identity_number_masked', to: 'masked_code', parse: text },
  { from: 'birth_date', to: 'birth_date', parse: text },
  { from: 'registered_on', to: 'registered_on', parse: date },
  { from: 'last_modified_at', to: 'last_modified_at', parse: timestamp },
]

const officers: FileKind = {
  name: 'officers',
  targets: [
    {
      table: 'officer',
      key: ['id'],
      columns: [
        ...party,
        { from: 'position', to: 'position', parse: text, need: 'column' },
        { from: 'governing_body', to: 'governing_body', parse: text },
        { from: 'legal_entity_registration_number', to: 'officer_registration_number', parse: text },
        { from: 'rights_of_representation_type', to: 'representation', parse: text },
        { from: 'representation_with_at_least', to: 'representation_with_at_least', parse: integer },
      ],
    },
  ],
}

const members: FileKind = {
  name: 'members',
  targets: [
    {
      table: 'member',
      key: ['id'],
      columns: [
        ...party,
        { from: 'legal_entity_registration_number', to: 'member_registration_number', parse: text },
        { from: 'number_of_shares', to: 'number_of_shares', parse: decimal(30), need: 'column' },
        { from: 'share_nominal_value', to: 'share_nominal_value', parse: decimal(30) },
        { from: 'share_currency', to: 'share_currency', parse: text },
        { from: 'date_from', to: 'date_from', parse: date },
      ],
    },
  ],
}

const beneficialOwners: FileKind = {
  name: 'beneficial owners',
  targets: [
    {
      table: 'beneficial_owner',
      key: ['id'],
      columns: [
        { from: 'id', to: 'id', parse: text, need: 'value' },
        {
          from: 'legal_entity_registration_number',
          to: 'registration_number',
          parse: registrationNumber,
          need: 'value',
        },
        { from: 'forename', to: 'forename', parse: text, need: 'column' },
        { from: 'surname', to: 'surname', parse: text, need: 'column' },
        { from: 'latvian_identity_number_masked', to: 'masked_code', parse: text },
        { from: 'birth_date', to: 'birth_date', parse: text },
        { from: 'nationality', to: 'nationality', parse: text },
        { from: 'residence', to: 'residence', parse: text },
        { from: 'registered_on', to: 'registered_on', parse: timestamp },
        { from: 'last_modified_at', to: 'last_modified_at', parse: timestamp },
      ],
    },
  ],
}

const nameHistory: FileKind = {
  name: 'name history',
  targets: [
    {
      table: 'former_name',
      key: ['registration_number', 'date_to', 'name'],
      columns: [
        { from: 'regcode', to: 'registration_number', parse: registrationNumber, need: 'value' },
        { from: 'name', to: 'name', parse: text, need: 'value' },
        { from: 'date_to', to: 'date_to', parse: date, need: 'value' },
      ],
    },
  ],
}

/** Open data of the Register of Enterprises (UR), described with the register's own column names. */
export const enterpriseFiles: FileFamily = {
  registry: 'enterprise',
  extension: '.csv',
  kinds: [register, officers, members, beneficialOwners, nameHistory],
  notImported: {
    member_id: 'joint owners of members',
    stock_type: 'stockholders',
    amount: 'equity capitals',
  },
}
