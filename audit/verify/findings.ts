/** One thing that is not as the log's format says, by name. */
export interface Finding {
  readonly code: FindingCode
  /** What it was found on, such as the access record with this sequence number. */
  readonly place?: Place
  /** More about it, for whoever has to look into it; holds no personal data. */
  readonly detail?: string
}

export interface Place {
  readonly kind: PlaceKind
  readonly number?: number | string
}

export type FindingCode = keyof typeof findingWords
export type PlaceKind = keyof typeof placeWords
export type Language = 'en' | 'lv'
type Words = Readonly<Record<Language, string>>

/** Everything that can be found, and what it means. */
const findingWords = {
  KEY_MALFORMED: {
    en: 'a key to verify with has not the form of one',
    lv: 'pārbaudes atslēgai nav atslēgas formas',
  },
  NOTE_MALFORMED: { en: 'is not a signed note', lv: 'nav parakstīta piezīme' },
  CHECKPOINT_MALFORMED: { en: 'is not a checkpoint', lv: 'nav kontrolpunkts' },
  ORIGIN_DIFFERS: { en: 'is of another log', lv: 'ir no cita žurnāla' },
  SIGNATURE_MISSING: {
    en: 'carries no signature by a key that is trusted',
    lv: 'nav parakstīts ar atslēgu, kurai uzticas',
  },
  SIGNATURE_FALSE: { en: 'carries a false signature', lv: 'paraksts ir nepatiess' },
  WITNESSES_TOO_FEW: {
    en: 'was cosigned by fewer witnesses than are asked for',
    lv: 'līdzparakstījis mazāk liecinieku, nekā prasīts',
  },
  COSIGNATURE_FALSE: { en: 'carries a false cosignature', lv: 'līdzparaksts ir nepatiess' },
  PROOF_MALFORMED: { en: 'has not the form of a proof', lv: 'nav pierādījuma formas' },
  NOT_INCLUDED: {
    en: 'is not in the tree that the checkpoint signs',
    lv: 'nav kokā, ko paraksta kontrolpunkts',
  },
  SEAL_NOT_LAST: {
    en: 'the seal is not the last leaf of the tree that the checkpoint signs',
    lv: 'zīmogs nav kontrolpunkta koka pēdējā lapa',
  },
  CHAIN_DIFFERS: {
    en: 'is not what the log holds: a record was left out, added, changed or moved',
    lv: 'nav tā, ko satur žurnāls: ieraksts ir izlaists, pievienots, mainīts vai pārvietots',
  },
  CHAIN_MISSING: { en: 'has no chain in the proof of the history', lv: 'vēstures pierādījumā nav ķēdes' },
  RECORD_NOT_IN_CHAIN: {
    en: 'is in no chain of the history that is proven',
    lv: 'nav nevienā pierādītās vēstures ķēdē',
  },
  RECORD_NOT_SHOWN: {
    en: 'is in the chain, was not shown, and is not said to be gone: a page of the history is not there, or it was left out',
    lv: 'ir ķēdē, bet nav parādīts, un nav teikts, ka tā satura vairs nav: trūkst vēstures lapas, vai ieraksts ir izlaists',
  },
  RECORD_NOT_PROVEN: {
    en: 'was shown without a proof: it is not sealed yet; ask again, and do not believe it while this stays so',
    lv: 'parādīts bez pierādījuma: tas vēl nav aizzīmogots; jautājiet vēlreiz un neticiet tam, kamēr tas tā paliek',
  },
  GONE_NOT_IN_CHAIN: {
    en: 'is said to be gone, and is not in the chain, or is said twice',
    lv: 'teikts, ka tā satura vairs nav, bet ķēdē tāda nav, vai tas teikts divreiz',
  },
  GONE_BUT_SHOWN: {
    en: 'was shown, and is said to be gone: it was erased or removed between the two (ask again), or that is not true',
    lv: 'parādīts, bet teikts, ka tā satura vairs nav: tas dzēsts starplaikā (jautājiet vēlreiz), vai tā nav taisnība',
  },
  SHOWN_DIFFERS: {
    en: 'what was shown is not what was recorded',
    lv: 'parādītais nav tas, kas tika ierakstīts',
  },
  LOG_FORKED: {
    en: 'two checkpoints of one log contradict each other: the log was rewritten, or shows different people different logs',
    lv: 'divi viena žurnāla kontrolpunkti ir pretrunā: žurnāls ir pārrakstīts vai dažādiem cilvēkiem rāda dažādus žurnālus',
  },
  LOG_SHORTER: {
    en: 'is of a longer log than this one: the end was cut off, or an older copy was put in its place',
    lv: 'ir no garāka žurnāla nekā šis: beigas ir nogrieztas vai tā vietā likta vecāka kopija',
  },
  LOG_EMPTY: { en: 'there is no seal', lv: 'nav neviena zīmoga' },
  RECORD_MISSING: { en: 'is missing', lv: 'trūkst' },
  RECORD_REPEATED: { en: 'has its number beside another', lv: 'numurs ir arī citam ierakstam' },
  RECORD_NUMBER: { en: 'has a number that no record can have', lv: 'numurs, kāda ierakstam nevar būt' },
  RECORD_CHANGED: { en: 'is not what was sealed', lv: 'nav tas, kas tika aizzīmogots' },
  RECORD_MALFORMED: { en: 'has not the form of a record', lv: 'nav ieraksta formas' },
  RECORD_MOVED: {
    en: 'stands in another place than it was sealed in',
    lv: 'atrodas citā vietā, nekā aizzīmogots',
  },
  RECORD_LATE: {
    en: 'was put into the log after seals that should have held it',
    lv: 'ielikts žurnālā pēc zīmogiem, kuros tam bija jābūt',
  },
  ENTRY_MISSING: { en: 'the stored entry is missing', lv: 'glabātā ieraksta žurnālā trūkst' },
  ENTRY_MALFORMED: { en: 'is no entry of this log', lv: 'nav šā žurnāla ieraksts' },
  ENTRY_CHANGED: {
    en: 'the stored entry is not what was sealed',
    lv: 'glabātais ieraksts nav tas, kas aizzīmogots',
  },
  ENTRY_OUT_OF_ORDER: {
    en: 'stands where another kind of entry must',
    lv: 'atrodas cita veida ieraksta vietā',
  },
  TILE_MISSING: { en: 'is missing', lv: 'trūkst' },
  TILE_DIFFERS: {
    en: 'holds a hash that does not follow from the entries',
    lv: 'satur kontrolsummu, kas neizriet no ierakstiem',
  },
  ROOT_DIFFERS: {
    en: 'its entries do not give the root that was signed: they were changed after the signature',
    lv: 'ieraksti nedod parakstīto sakni: tie mainīti pēc parakstīšanas',
  },
  SEAL_MISSING: { en: 'is missing', lv: 'trūkst' },
  SEAL_CHANGED: {
    en: 'does not say what its entry in the log says',
    lv: 'nesaka to, ko saka tā ieraksts žurnālā',
  },
  SEAL_OUT_OF_ORDER: {
    en: 'does not follow from the one before and the entries between',
    lv: 'neizriet no iepriekšējā un ierakstiem starp tiem',
  },
  HEADS_DIFFER: {
    en: 'the chains of the data subjects are not those that it commits to',
    lv: 'datu subjektu ķēdes nav tās, ko tas apstiprina',
  },
  HEAD_CHANGED: {
    en: 'the stored end of the chain is not that of the records',
    lv: 'glabātais ķēdes gals nav ierakstu ķēdes gals',
  },
  HEAD_MISSING: {
    en: 'has records and no stored end of a chain',
    lv: 'ir ieraksti, bet nav glabāta ķēdes gala',
  },
  HEAD_UNKNOWN: {
    en: 'has a stored end of a chain and no records',
    lv: 'ir glabāts ķēdes gals, bet nav ierakstu',
  },
  CONTENT_UNREADABLE: {
    en: 'the content cannot be decrypted with its key',
    lv: 'saturu nevar atšifrēt ar tā atslēgu',
  },
  CONTENT_DIFFERS: { en: 'the content is not what was committed to', lv: 'saturs nav tas, kas apstiprināts' },
  KEY_MISSING: {
    en: 'the key of the content is gone, and no erasure says why',
    lv: 'satura atslēgas nav, un neviens dzēšanas ieraksts nesaka, kāpēc',
  },
  ERASURE_UNDONE: {
    en: 'can be read, although its data subject was erased after it: its key was brought back, as by a backup',
    lv: 'ir lasāms, lai gan datu subjekts vēlāk tika dzēsts: atslēga ir atgriezta, piemēram, no rezerves kopijas',
  },
  KEY_UNREADABLE: {
    en: 'the key of the content is wrapped by none of the master keys',
    lv: 'satura atslēga nav aizsargāta ne ar vienu galveno atslēgu',
  },
  CONTENT_REMOVED: {
    en: 'the content is gone, and no retention run says why',
    lv: 'satura nav, un neviens glabāšanas termiņa ieraksts nesaka, kāpēc',
  },
  BRANCH_DIFFERS: {
    en: 'the stored root of this part of the map does not follow from the chains',
    lv: 'glabātā kartes daļas sakne neizriet no ķēdēm',
  },
  STATISTIC_DIFFERS: {
    en: 'a stored count is not that of the sealed operation records',
    lv: 'glabātais skaits nav aizzīmogoto operāciju ierakstu skaits',
  },
  RETENTION_OVERSTATED: {
    en: 'fewer contents are gone than retention runs say, which leaves room to remove others',
    lv: 'dzēsts mazāk satura, nekā saka glabāšanas termiņa ieraksti, un tas ļauj dzēst citu',
  },
  REMOVAL_BY_ONE: {
    en: 'removes without a second official, or by a request that was carried out before',
    lv: 'dzēš bez otras amatpersonas vai pēc jau izpildīta pieprasījuma',
  },
  OPERATION_RECORDS: {
    en: 'names another number of data subjects than it has access records',
    lv: 'nosauc citu datu subjektu skaitu, nekā tam ir piekļuves ierakstu',
  },
  OPERATION_UNKNOWN: { en: 'belongs to no operation record', lv: 'nepieder nevienam operācijas ierakstam' },
  COUNTER_ABOVE: {
    en: 'counted more than the log holds: records were lost after they had been confirmed',
    lv: 'saskaitījis vairāk, nekā žurnālā ir: ieraksti zuduši pēc apstiprinājuma',
  },
  NUMBERS_BEHIND: {
    en: 'the head of the log gives another last number than there is',
    lv: 'žurnāla galva rāda citu pēdējo numuru, nekā ir',
  },
} as const satisfies Record<string, Words>

const placeWords = {
  checkpoint: { en: 'checkpoint', lv: 'kontrolpunkts' },
  'kept checkpoint': { en: 'kept checkpoint', lv: 'saglabātais kontrolpunkts' },
  cosignature: { en: 'cosignature', lv: 'līdzparaksts' },
  record: { en: 'record', lv: 'ieraksts' },
  proof: { en: 'proof', lv: 'pierādījums' },
  history: { en: 'history', lv: 'vēsture' },
  chain: { en: 'chain', lv: 'ķēde' },
  'access record': { en: 'access record', lv: 'piekļuves ieraksts' },
  'operation record': { en: 'operation record', lv: 'operācijas ieraksts' },
  housekeeping: { en: 'housekeeping record', lv: 'uzturēšanas ieraksts' },
  seal: { en: 'seal', lv: 'zīmogs' },
  leaf: { en: 'leaf', lv: 'lapa' },
  bundle: { en: 'bundle of entries', lv: 'ierakstu kopa' },
  tile: { en: 'tile', lv: 'flīze' },
  'data subject': { en: 'data subject', lv: 'datu subjekts' },
  branch: { en: 'part of the map of chains', lv: 'ķēžu kartes daļa' },
  statistics: { en: 'statistics of', lv: 'statistika par' },
  'gateway run': { en: 'run of a gateway', lv: 'vārtejas darbība' },
  log: { en: 'log', lv: 'žurnāls' },
} as const satisfies Record<string, Words>

export const findingCodes = Object.keys(findingWords) as readonly FindingCode[]

/** The finding as a sentence that begins with what it was found on. */
export function wordsOf({ code, place, detail }: Finding, language: Language = 'en'): string {
  const named = place && [placeWords[place.kind][language], place.number].filter((word) => word !== undefined)
  const words = findingWords[code][language]
  return `${named ? `${named.join(' ')}: ` : ''}${words}${detail === undefined ? '' : ` (${detail})`}`
}

/** What a verification came to: what was verified, or why it was not. */
export type Verified<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly finding: Finding }

/** Ends a verification; only `verified` catches it. */
class NotVerified extends Error {
  readonly finding: Finding

  constructor(finding: Finding) {
    super(finding.code)
    this.finding = finding
  }
}

export function refuse(code: FindingCode, place?: Place, detail?: string): never {
  throw new NotVerified({ code, ...(place && { place }), ...(detail !== undefined && { detail }) })
}

/** What `verify` returns, or the finding that it refused with. */
export function verified<T>(verify: () => T): Verified<T> {
  try {
    return { ok: true, value: verify() }
  } catch (error) {
    if (error instanceof NotVerified) return { ok: false, finding: error.finding }
    throw error
  }
}
