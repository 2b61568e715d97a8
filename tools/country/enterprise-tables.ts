import { searchForm } from '#subgraphs/search-filters.ts'
import type { Day } from './calendar.ts'
import { dayOf, isoDate } from './calendar.ts'
import { civilStatus } from './civil-status.ts'
import type { Country } from './country.ts'
import { registeredAddress } from './enterprise-address.ts'
import type { Enterprise } from './enterprise.ts'
import { enterpriseAt, mayHaveFormerName } from './enterprise.ts'
import type { Holder } from './holders.ts'
import { entityHolder, foreignEntity, foreignPerson, personHolder } from './holders.ts'
import { sepaCreditorId } from './identifiers.ts'
import type { LegalForm } from './legal-forms.ts'
import { registerLabels } from './legal-forms.ts'
import { enterprisesPerBlock, streams } from './measures.ts'
import { officesOf } from './offices.ts'
import type { Draw } from './random.ts'
import type { Emit, Row, TableSource } from './table-source.ts'
import { columns } from './table-source.ts'

/** The tables of the register of enterprises, entity by entity. */
export const enterpriseTables: readonly TableSource[] = [
  {
    table: 'legal_entity',
    columns: columns(`registration_number sepa legal_name name_before_quotes name_in_quotes without_quotes
      register_code register_label legal_form_code legal_form_label registered_on terminated_on closed address_text
      post_index address_code region_code city_code atvk search_name origin`),
    rowsOf: perEnterprise((country, enterprise, draw, emit) => {
      emit(entityRow(country, enterprise, draw))
    }),
  },
  {
    table: 'officer',
    columns:
      columns(`id registration_number entity_type position governing_body name person_code masked_code birth_date
      officer_registration_number representation representation_with_at_least registered_on last_modified_at origin`),
    rowsOf: perEnterprise((country, enterprise, draw, emit) => {
      officesOf(country, enterprise, draw).forEach((office, nth) => {
        const { holder, position, body, representation, atLeast, since } = office
        const { entityType, name, personCode, maskedCode, birthDate, registrationNumber } = holder
        const who = [entityType, position, body, name, personCode, maskedCode, birthDate, registrationNumber]
        const dates = [isoDate(since), moment(since, draw)]
        emit([
          rowId(enterprise, nth),
          enterprise.registrationNumber,
          ...who,
          representation,
          atLeast,
          ...dates,
          'synthetic',
        ])
      })
    }),
  },
  {
    table: 'member',
    columns: columns(`id registration_number entity_type name person_code masked_code birth_date
      member_registration_number number_of_shares share_nominal_value share_currency date_from registered_on
      last_modified_at origin`),
    rowsOf: perEnterprise((country, enterprise, draw, emit) => {
      if (!enterprise.form.shares) return
      const members = membersOf(country, enterprise, draw)
      const total = draw.pick([28, 100, 280, 284, 2800, 2845])
      members.forEach(({ entityType, name, personCode, maskedCode, birthDate, registrationNumber }, nth) => {
        // What the division leaves over belongs to the first.
        const shares = Math.floor(total / members.length) + (nth === 0 ? total % members.length : 0)
        const who = [entityType, name, personCode, maskedCode, birthDate, registrationNumber]
        const date = isoDate(enterprise.registeredOn)
        const terms = [
          shares,
          total >= 1000 ? 1 : 10,
          'EUR',
          date,
          date,
          moment(enterprise.registeredOn, draw),
        ]
        emit([rowId(enterprise, nth), enterprise.registrationNumber, ...who, ...terms, 'synthetic'])
      })
    }),
  },
  {
    table: 'beneficial_owner',
    columns:
      columns(`id registration_number forename surname person_code masked_code birth_date nationality residence
      registered_on last_modified_at origin`),
    rowsOf: perEnterprise((country, enterprise, draw, emit) => {
      if (!enterprise.form.shares && enterprise.form.lead !== 'BOARD_AND_COUNCIL') return
      const since = moment(Math.max(enterprise.registeredOn, dayOf(2017, 12, 1)), draw)
      enterprise.founders.forEach((founder, nth) => {
        const foreign = draw.chance(0.05)
        const holder = foreign
          ? foreignPerson(draw, founder.born)
          : personHolder(draw, founder, enterprise.index === 0)
        const { forename, surname, personCode, maskedCode, birthDate } = holder
        const nationality = foreign
          ? draw.pick(['LT', 'EE', 'DE', 'EE, FI'])
          : civilStatus(country, founder).citizenship
        const who = [forename, surname, personCode, maskedCode, birthDate, nationality, foreign ? 'DE' : 'LV']
        emit([rowId(enterprise, nth), enterprise.registrationNumber, ...who, since, since, 'synthetic'])
      })
    }),
  },
  {
    table: 'former_name',
    columns: columns('registration_number name date_to origin'),
    rowsOf: perEnterprise((_country, { registrationNumber, formerName }, _draw, emit) => {
      if (formerName)
        emit([registrationNumber, formerName.name.whole, isoDate(formerName.dateTo), 'synthetic'])
    }, mayHaveFormerName),
  },
]

function perEnterprise(
  emitEnterprise: (country: Country, enterprise: Enterprise, draw: Draw, emit: Emit) => void,
  concerns: (country: Country, index: number) => boolean = () => true,
): TableSource['rowsOf'] {
  return (country, block, emit) => {
    for (let nth = 0; nth < enterprisesPerBlock; nth++) {
      const index = block * enterprisesPerBlock + nth
      if (!concerns(country, index)) continue
      emitEnterprise(country, enterpriseAt(country, index), country.draw(streams.holding, index), emit)
    }
  }
}

function rowId({ index }: Enterprise, nth: number): string {
  return `S${String(index).padStart(7, '0')}-${nth}`
}

function moment(day: Day, draw: Draw): string {
  return `${isoDate(day)} ${two(draw.between(8, 17))}:${two(draw.below(60))}:${two(draw.below(60))}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function entityRow(country: Country, enterprise: Enterprise, draw: Draw): Row {
  const { registrationNumber, form, name, registeredOn, terminatedOn, closed } = enterprise
  const address = registeredAddress(country, enterprise)
  return [
    registrationNumber,
    draw.chance(0.83) ? sepaCreditorId(registrationNumber) : null,
    name.whole,
    name.before,
    name.quoted,
    name.before === null,
    ...registerOf(form),
    form.code,
    form.label,
    isoDate(registeredOn),
    terminatedOn === null ? null : isoDate(terminatedOn),
    closed,
    address.text,
    address.postIndex,
    address.code,
    address.region,
    address.city,
    address.atvk,
    searchForm(name.whole),
    'synthetic',
  ]
}

function registerOf({ register }: LegalForm): string[] {
  return [register, registerLabels[register]]
}

function membersOf(country: Country, enterprise: Enterprise, draw: Draw): Holder[] {
  if (enterprise.index !== 0 && draw.chance(0.08)) return [entityHolder(country, draw, enterprise.index)]
  const members = enterprise.founders.map((founder) => personHolder(draw, founder, enterprise.index === 0))
  return draw.chance(0.03) ? [...members, foreignEntity(draw)] : members
}
