const streetNames =
  `Brīvības Rīgas Raiņa Skolas Parka Dārza Liepu Meža Ziedu Upes Kalna Lauku Saules Bērzu Ozolu Zaļā Jaunā Stacijas
  Dzirnavu Baznīcas Tirgus Pils Ezera Miera Blaumaņa Barona Čaka Valdemāra Lāčplēša Stabu Bruņinieku Ģertrūdes Avotu Matīsa
  Kļavu Ošu Egļu Priežu Ievu Ceriņu Rožu Ābeļu Ķiršu Plūmju Pļavu Krasta Ganību Rūpnīcas Celtnieku Sporta Jaunatnes Draudzības
  Vienības Tērbatas Pērnavas Valmieras Cēsu Talsu Tukuma Liepājas Ventspils Kuldīgas Jelgavas Bauskas Dobeles Daugavas Gaujas
  Lielupes Ventas Salacas Ogres Rūdolfa Kārļa Jāņa Pētera Annas Marijas Katrīnas Elizabetes Mēness Zvaigžņu Rīta Vakara Rudens
  Pavasara Vasaras Mākoņu Vēja Smilšu Akmeņu Māla Kaļķu Amatnieku Kalēju Mucenieku Audēju Zvejnieku Jūras Kuģu Enkura Ostas Bākas
  Vītolu Lazdu Alkšņu Apšu Kadiķu Paegļu Vizbuļu Rudzupuķu Magoņu Dzeguzes Lakstīgalas Strazdu Stārķu Dzērvju`.split(
    /\s+/,
  )

const streetForms: readonly ((name: string) => string)[] = [
  (name) => `${name} iela`,
  (name) => `${name} šķērsiela`,
  (name) => `Mazā ${name} iela`,
  (name) => `${name} gatve`,
  (name) => `Lielā ${name} iela`,
  (name) => `${name} aleja`,
  (name) => `${name} ceļš`,
  (name) => `${name} prospekts`,
  (name) => `${name} bulvāris`,
  (name) => `${name} dambis`,
]

/** The name of the `ordinal`-th street of a settlement; no two of one settlement are alike. */
export function streetName(settlement: number, ordinal: number): string {
  const name = streetNames[(ordinal + settlement * 7) % streetNames.length] ?? ''
  const round = Math.floor(ordinal / streetNames.length)
  const form = streetForms[round]
  return form ? form(name) : `${name} ${round - streetForms.length + 1}. līnija`
}

/** The `ordinal`-th name that streets and schools are called by, in the genitive. */
export function placeWord(ordinal: number): string {
  return streetNames[ordinal % streetNames.length] ?? ''
}

const farmNames =
  `kalniņi bērzi ozoli liepas vītoli kļavas priedes egles avoti upītes krasti ezermaļi pļavas lejnieki kalnieši
  rozes gobas oši lazdas ābeles ceriņi vējiņi sauleskalni rasas dzirnavas klētis mājas muižnieki purmaļi purviņi smiltāji
  akmeņi māliņi strauti gravas birzes sili vēveri dzeņi gulbji dzērves irbes cīruļi vanagi balodīši zvirbuļi bites sietiņi
  kalēji mūrnieki podnieki mucenieki ganiņi arāji vārpas rudzi mieži auzas lini zemturi dārziņi magones vizbuļi rītiņi
  straumes vilciņi lapsas lūši brieži stirnas zaķīši bebri ūdri ezīši skudras spāres tauriņi dadži sūnas ciņi`.split(
    /\s+/,
  )

const farmPrefixes = [
  '',
  'Vec',
  'Jaun',
  'Kalna',
  'Lejas',
  'Mež',
  'Liel',
  'Maz',
  'Vidus',
  'Upes',
  'Ezer',
  'Div',
  'Sen',
  'Aiz',
]

/** The name of the `ordinal`-th house without a number in a parish; no two of one parish are alike. */
export function farmName(settlement: number, ordinal: number): string {
  const names = farmNames.length
  const stem = farmNames[(ordinal * 31 + settlement * 11) % names] ?? ''
  const prefix = farmPrefixes[Math.floor(ordinal / names) % farmPrefixes.length] ?? ''
  const round = Math.floor(ordinal / (names * farmPrefixes.length))
  const name = prefix === '' ? stem.charAt(0).toLocaleUpperCase('lv') + stem.slice(1) : prefix + stem
  return round === 0 ? name : `${name} ${round + 1}`
}
