const first =
  `Baltijas Ziemeļu Dienvidu Rietumu Austrumu Sudraba Zelta Dzintara Vara Tērauda Jūras Meža Upes Kalna Saules Mēness
  Zvaigžņu Vēja Pērkona Rīta Vakara Rudens Pavasara Latgales Kurzemes Vidzemes Zemgales Sēlijas Daugavas Gaujas Ventas Lielupes
  Salacas Ogres Abavas Aiviekstes Rāznas Burtnieka Engures Usmas Piekrastes Pierīgas Pilsētas Lauku Ozolu Bērzu Liepu Kļavu
  Priežu Egļu Ošu Alkšņu Vītolu Lazdu Ābeļu Ķiršu Avotu Strautu Ezeru Pļavu`.split(/\s+/)

const second =
  `Priede Egle Liepa Kļava Ozolnīca Bērzs Vārpa Druva Pļava Klēts Maiznīca Dzirnavas Darbnīca Kalve Audums Vilna Linu
  Koks Galds Māja Jumts Logs Durvis Siena Būve Tilts Ceļš Rats Ritenis Motors Serviss Tirdzniecība Veikals Noliktava Transports
  Loģistika Kravas Kuģis Enkurs Bāka Osta Zvejnieks Tīkls Piens Siers Medus Gaļa Dārzs Augļi Ogas Sēnes Tēja Kafija Virtuve Galdiņš
  Skola Grāmata Vārds Balss Skaņa Attēls Gaisma Elektra Siltums Ūdens Gaiss Telpa Plāns Projekts Dati Kods Sistēma Risinājums
  Konsultants Padoms Uzskaite Nodoklis Jurists Tulks Ceļotājs Viesis Pirts Sports Veselība Zobs Aptieka Frizētava Mode`.split(
    /\s+/,
  )

const third = [
  '',
  'Plus',
  'LV',
  'Grupa',
  'Nams',
  'Centrs',
  'Partneri',
  'Baltija',
  'Eksperts',
  'Pro',
  'Studija',
  'Invest',
]

/** The `ordinal`-th name of a company; no two are alike. */
export function companyName(ordinal: number): string {
  const round = Math.floor(ordinal / first.length)
  const one = first[ordinal % first.length] ?? ''
  const two = second[(round + (ordinal % first.length) * 7) % second.length] ?? ''
  const cycle = Math.floor(round / second.length)
  const three = third[cycle % third.length] ?? ''
  const number = Math.floor(cycle / third.length)
  return [one, two, three, number === 0 ? '' : String(number + 1)].filter((word) => word !== '').join(' ')
}
