import type { FileFamily } from './file-kind.ts'
import { addressCode, boolean, date, registrationNumber, searchText, text } from './values.ts'

/** UR's List of Public Persons and Institutions (`ppi_public_persons_institutions`), whose names are in camel case. */
export const institutionFiles: FileFamily = {
  registry: 'institutions',
  extension: '.csv',
  kinds: [
    {
      name: 'institutions',
      targets: [
        {
          table: 'institution',
          key: ['registration_number'],
          columns: [
            {
              from: 'registrationNumber',
              to: 'registration_number',
              parse: registrationNumber,
              need: 'value',
            },
            { from: 'name', to: 'legal_name', parse: text, need: 'value' },
            { from: 'name', to: 'search_name', parse: searchText },
            { from: 'taxpayerUnitNumber', to: 'taxpayer_unit_number', parse: text },
            { from: 'establishedOn', to: 'established_on', parse: date },
            { from: 'registeredOn', to: 'registered_on', parse: date },
            { from: 'Status', to: 'status', parse: text, need: 'value' },
            { from: 'statusDetails', to: 'status_details', parse: text },
            { from: 'removedOn', to: 'removed_on', parse: date },
            { from: 'independentTaxpayer', to: 'independent_taxpayer', parse: boolean },
            { from: 'authorityType', to: 'authority_type', parse: text, need: 'column' },
            { from: 'subordinationType', to: 'subordination_type', parse: text },
            { from: 'website', to: 'website', parse: text },
            { from: 'email', to: 'email', parse: text },
            { from: 'phone', to: 'phone', parse: text },
            { from: 'addressRegisterCode', to: 'address_code', parse: addressCode },
            { from: 'address', to: 'address_text', parse: text },
            { from: 'institutionOfHigherEducation', to: 'higher_education', parse: boolean },
            { from: 'higherAuthorityName', to: 'higher_authority_name', parse: text },
            { from: 'higherAuthorityNumber', to: 'higher_authority_number', parse: text, need: 'column' },
            { from: 'higherAuthorityEmail', to: 'higher_authority_email', parse: text },
            { from: 'establishingActNumber', to: 'establishing_act_number', parse: text },
            { from: 'establishingActDate', to: 'establishing_act_date', parse: date },
            { from: 'establishingActTitle', to: 'establishing_act_title', parse: text },
            { from: 'establishingActType', to: 'establishing_act_type', parse: text },
            { from: 'establishingActLegislatorName', to: 'legislator_name', parse: text },
            { from: 'establishingActLegislatorNumber', to: 'legislator_number', parse: text },
          ],
        },
      ],
    },
  ],
  notImported: { delegatedEntityRegistrationNumber: 'delegated entities' },
}
