import { Weighted } from './random.ts'

export interface LegalForm {
  code: string
  label: string
  register: 'K' | 'U' | 'B' | 'R' | 'C' | 'P'
  /** How often, per thousand. */
  weight: number
  /** What stands before the name in quotes. */
  prefix: string
  /** Who leads it. */
  lead: 'BOARD' | 'BOARD_AND_COUNCIL' | 'OWNER' | 'MANAGER' | 'BRANCH'
  /** Has members with shares. */
  shares: boolean
}

export const registerLabels: Record<LegalForm['register'], string> = {
  K: 'Komercreģistrs',
  U: 'Uzņēmumu reģistra žurnāls',
  B: 'Biedrību un nodibinājumu reģistrs',
  R: 'Reliģisko organizāciju un to iestāžu reģistrs',
  C: 'Pārstāvniecību reģistrs',
  P: 'Politisko partiju reģistrs',
}

/** code | label | register | per thousand | prefix | lead | members with shares */
const table = `
SIA|Sabiedrība ar ierobežotu atbildību|K|620|SIA|BOARD|yes
IK|Individuālais komersants|K|95|IK|OWNER|no
ZEM|Zemnieku saimniecība|U|70|Zemnieku saimniecība|OWNER|no
IND|Individuālais uzņēmums|U|30|Individuālais uzņēmums|OWNER|no
BDR|Biedrība|B|115|Biedrība|BOARD|no
NOD|Nodibinājums|B|15|Nodibinājums|BOARD|no
AS|Akciju sabiedrība|K|13|AS|BOARD_AND_COUNCIL|no
KB|Kooperatīvā sabiedrība|U|12|Kooperatīvā sabiedrība|BOARD|yes
PS|Pilnsabiedrība|K|6|PS|MANAGER|no
KS|Komandītsabiedrība|K|4|KS|MANAGER|no
FIL|Filiāle|K|6|Filiāle|BRANCH|no
AKF|Ārvalsts komersanta filiāle|K|5|Filiāle|BRANCH|no
PAR|Ārvalsts komersanta pārstāvniecība|C|2|Pārstāvniecība|BRANCH|no
DRZ|Draudze|R|6|Draudze|BOARD|no
PPA|Politisko partiju apvienība|P|1|Partiju apvienība|BOARD|no`

export const legalForms = new Weighted(table.trim().split('\n').map(form), ({ weight }) => weight)

function form(line: string): LegalForm {
  const [code = '', label = '', register, weight, prefix = '', lead, shares] = line.split('|')
  return {
    code,
    label,
    register: register as LegalForm['register'],
    weight: Number(weight),
    prefix,
    lead: lead as LegalForm['lead'],
    shares: shares === 'yes',
  }
}
