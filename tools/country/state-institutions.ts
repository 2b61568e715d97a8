export type AuthorityType =
  | 'PARLIAMENT'
  | 'CHANCERY_OF_PRESIDENT'
  | 'COURT'
  | 'PROSECUTION_OFFICE'
  | 'INSTITUTION_OF_DIRECT_ADMINISTRATION'
  | 'INSTITUTION_OF_INDIRECT_ADMINISTRATION'
  | 'DERIVED_PUBLIC_PERSON'
  | 'DERIVED_PUBLIC_PERSON_PARISH'
  | 'OTHER_AUTHORITY'

export interface StateInstitution {
  name: string
  type: AuthorityType
  /** Name of the higher authority. */
  higher: string | null
  subordination: 'CONTROL' | 'SUPERVISION' | null
}

/** Ministry: institutions under its control / under its supervision. */
const ministries = `
Aizsardzības ministrija: Nacionālie bruņotie spēki, Jaunsardzes centrs /
Ārlietu ministrija: Latvijas institūts /
Ekonomikas ministrija: Patērētāju tiesību aizsardzības centrs, Būvniecības valsts kontroles birojs, Centrālā statistikas pārvalde / Konkurences padome
Finanšu ministrija: Valsts ieņēmumu dienests, Valsts kase, Iepirkumu uzraudzības birojs, Izložu un azartspēļu uzraudzības inspekcija, Centrālā finanšu un līgumu aģentūra /
Iekšlietu ministrija: Valsts policija, Valsts robežsardze, Valsts ugunsdzēsības un glābšanas dienests, Pilsonības un migrācijas lietu pārvalde, Iekšlietu ministrijas Informācijas centrs / Iekšējās drošības birojs
Izglītības un zinātnes ministrija: Valsts izglītības attīstības aģentūra, Izglītības kvalitātes valsts dienests, Valsts izglītības satura centrs / Studiju un zinātnes administrācija
Klimata un enerģētikas ministrija: Valsts vides dienests, Dabas aizsardzības pārvalde / Latvijas Vides aizsardzības fonda administrācija
Kultūras ministrija: Latvijas Nacionālais arhīvs, Nacionālā kultūras mantojuma pārvalde, Latvijas Nacionālā bibliotēka /
Labklājības ministrija: Valsts sociālās apdrošināšanas aģentūra, Nodarbinātības valsts aģentūra, Valsts darba inspekcija, Bērnu aizsardzības centrs / Sociālās integrācijas valsts aģentūra
Satiksmes ministrija: Valsts dzelzceļa tehniskā inspekcija, Civilās aviācijas aģentūra / Transporta nelaimes gadījumu un incidentu izmeklēšanas birojs
Tieslietu ministrija: Uzņēmumu reģistrs, Valsts zemes dienests, Ieslodzījuma vietu pārvalde, Valsts probācijas dienests, Tiesu administrācija, Patentu valde / Datu valsts inspekcija
Veselības ministrija: Nacionālais veselības dienests, Veselības inspekcija, Slimību profilakses un kontroles centrs, Neatliekamās medicīniskās palīdzības dienests / Zāļu valsts aģentūra
Viedās administrācijas un reģionālās attīstības ministrija: Valsts digitālās attīstības aģentūra /
Zemkopības ministrija: Lauku atbalsta dienests, Pārtikas un veterinārais dienests, Valsts meža dienests, Valsts augu aizsardzības dienests / Latvijas Lauku konsultāciju dienests`

const courts = `Rīgas apgabaltiesa, Kurzemes apgabaltiesa, Latgales apgabaltiesa, Vidzemes apgabaltiesa, Zemgales apgabaltiesa,
  Administratīvā apgabaltiesa, Administratīvā rajona tiesa, Rīgas pilsētas tiesa, Daugavpils tiesa, Kurzemes rajona tiesa,
  Vidzemes rajona tiesa, Zemgales rajona tiesa, Rēzeknes tiesa, Rīgas rajona tiesa, Ekonomisko lietu tiesa`

const cabinet = 'Ministru kabinets'
const supremeCourt = 'Augstākā tiesa'

/** The state's institutions, each after the authority that is above it. Their names are real, their numbers are not. */
export const stateInstitutions: readonly StateInstitution[] = [
  { name: 'Latvijas Republikas Saeima', type: 'PARLIAMENT', higher: null, subordination: null },
  { name: 'Valsts prezidenta kanceleja', type: 'CHANCERY_OF_PRESIDENT', higher: null, subordination: null },
  { name: 'Latvijas Republikas Prokuratūra', type: 'PROSECUTION_OFFICE', higher: null, subordination: null },
  { name: cabinet, type: 'OTHER_AUTHORITY', higher: null, subordination: null },
  { name: 'Valsts kontrole', type: 'OTHER_AUTHORITY', higher: null, subordination: null },
  direct('Valsts kanceleja', cabinet, 'CONTROL'),
  { name: supremeCourt, type: 'COURT', higher: null, subordination: null },
  ...list(courts).map((name): StateInstitution => ({
    name,
    type: 'COURT',
    higher: supremeCourt,
    subordination: null,
  })),
  ...ministries.trim().split('\n').flatMap(ministry),
]

function ministry(line: string): StateInstitution[] {
  const [name = '', below = ''] = line.split(':')
  const [controlled = '', supervised = ''] = below.split('/')
  return [
    direct(name, cabinet, 'CONTROL'),
    ...list(controlled).map((each) => direct(each, name, 'CONTROL')),
    ...list(supervised).map((each) => direct(each, name, 'SUPERVISION')),
  ]
}

function direct(name: string, higher: string, subordination: 'CONTROL' | 'SUPERVISION'): StateInstitution {
  return { name, type: 'INSTITUTION_OF_DIRECT_ADMINISTRATION', higher, subordination }
}

function list(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim().replaceAll(/\s+/g, ' '))
    .filter((name) => name !== '')
}
