/** A municipality as it is since 1 July 2025 (ATVK classifier), with what the synthetic country needs to fill it. */
export interface Municipality {
  /** ATVK code. */
  atvk: string
  /** `Rīga`, or `Valkas nov.` */
  name: string
  kind: 'STATE_CITY' | 'NOVADS'
  /** Residents, thousands, as a weight. */
  residents: number
  latitude: number
  longitude: number
  /** First two digits of post codes. */
  post: string
  /** Towns, the largest first. */
  towns: readonly string[]
  /** Parishes with the village that is their centre. */
  parishes: readonly { name: string; village: string }[]
}

/** atvk | name | thousands | latitude, longitude of the centre | post | towns | parish:village */
const table = `
0001000|Rīga|605|56.949,24.105|10||
0002000|Daugavpils|78|55.875,26.536|54||
0003000|Jelgava|54|56.652,23.721|30||
0004000|Jūrmala|51|56.968,23.770|20||
0005000|Liepāja|66|56.511,21.014|34||
0006000|Rēzekne|26|56.510,27.334|46||
0007000|Ventspils|32|57.390,21.572|36||
0020000|Aizkraukles|29|56.605,25.256|51|Aizkraukle,Koknese,Pļaviņas,Jaunjelgava|Bebru:Vecbebri,Iršu:Irši,Staburaga:Staburags,Seces:Sece,Neretas:Nereta
0021000|Alūksnes|13|57.422,27.047|43|Alūksne|Jaunannas:Jaunanna,Kalncempju:Kalncempji,Liepnas:Liepna,Zeltiņu:Zeltiņi
0022000|Augšdaugavas|25|55.977,26.296|54|Ilūkste,Subate|Naujenes:Naujene,Līksnas:Līksna,Sventes:Svente,Višķu:Višķi,Kalkūnes:Kalkūni
0023000|Ādažu|23|57.076,24.322|21|Ādaži|Carnikavas:Carnikava,Ādažu:Kadaga
0024000|Balvu|19|57.131,27.265|45|Balvi,Viļaka|Rugāju:Rugāji,Tilžas:Tilža,Baltinavas:Baltinava,Kubulu:Kubuli
0025000|Bauskas|41|56.408,24.194|39|Bauska,Iecava|Codes:Code,Mežotnes:Mežotne,Vecumnieku:Vecumnieki,Rundāles:Pilsrundāle
0026000|Cēsu|41|57.313,25.275|41|Cēsis,Līgatne|Priekuļu:Priekuļi,Raiskuma:Raiskums,Vecpiebalgas:Vecpiebalga,Jaunpiebalgas:Jaunpiebalga
0027000|Dienvidkurzemes|33|56.535,21.168|34|Grobiņa,Aizpute,Priekule,Pāvilosta,Durbe|Nīcas:Nīca,Rucavas:Rucava,Vērgales:Vērgale,Kazdangas:Kazdanga
0028000|Dobeles|28|56.625,23.279|37|Dobele,Auce|Auru:Auri,Bērzes:Bērze,Jaunbērzes:Jaunbērze,Tērvetes:Tērvete,Penkules:Penkule
0029000|Gulbenes|20|57.177,26.753|44|Gulbene|Lizuma:Lizums,Rankas:Ranka,Stradu:Stradi,Tirzas:Tirza,Jaungulbenes:Jaungulbene
0030000|Jelgavas|32|56.690,23.800|30|Kalnciems|Ozolnieku:Ozolnieki,Elejas:Eleja,Glūdas:Nākotne,Svētes:Svēte,Zaļenieku:Zaļenieki
0031000|Jēkabpils|39|56.499,25.878|52|Jēkabpils,Viesīte,Aknīste|Salas:Sala,Ābeļu:Ābeļi,Kūku:Zīlāni,Variešu:Varieši
0032000|Krāslavas|21|55.895,27.168|56|Krāslava,Dagda|Indras:Indra,Robežnieku:Robežnieki,Izvaltas:Izvalta,Šķaunes:Šķaune
0033000|Kuldīgas|27|56.968,21.960|33|Kuldīga,Skrunda|Alsungas:Alsunga,Ēdoles:Ēdole,Kabiles:Kabile,Rendas:Renda,Nīkrāces:Dzelda
0034000|Ķekavas|31|56.828,24.236|21|Ķekava,Baloži,Baldone|Ķekavas:Valdlauči,Daugmales:Daugmale
0035000|Limbažu|28|57.514,24.713|40|Limbaži,Salacgrīva,Aloja,Staicele,Ainaži|Umurgas:Umurga,Pāles:Pāle,Vidrižu:Vidriži,Skultes:Mandegas
0036000|Līvānu|10|56.354,26.173|53|Līvāni|Rožupes:Rožupe,Turku:Turki,Sutru:Sutri,Jersikas:Jersika
0037000|Ludzas|21|56.546,27.720|57|Ludza,Kārsava,Zilupe|Cirmas:Cirma,Malnavas:Malnava,Ciblas:Blonti
0038001|Madonas|32|56.854,26.217|48|Madona,Varakļāni,Cesvaine,Lubāna|Ērgļu:Ērgļi,Bērzaunes:Bērzaune,Kalsnavas:Jaunkalsnava,Ļaudonas:Ļaudona,Murmastienes:Murmastiene
0039000|Mārupes|37|56.905,24.030|21|Mārupe|Babītes:Piņķi,Salas:Spuņciems
0040000|Ogres|58|56.816,24.604|50|Ogre,Ikšķile,Lielvārde,Ķegums|Suntažu:Suntaži,Madlienas:Madliena,Tīnūžu:Tīnūži,Birzgales:Birzgale,Jumpravas:Jumprava
0041000|Olaines|20|56.785,23.940|21|Olaine|Olaines:Jaunolaine
0042000|Preiļu|16|56.294,26.724|53|Preiļi|Aglonas:Aglona,Riebiņu:Riebiņi,Pelēču:Pelēči,Vārkavas:Vecvārkava
0043000|Rēzeknes|29|56.420,27.150|46|Viļāni|Maltas:Malta,Dricānu:Dricāni,Kaunatas:Kaunata,Nautrēnu:Rogovka
0044000|Ropažu|35|56.980,24.450|21|Vangaži|Ropažu:Ropaži,Garkalnes:Garkalne,Stopiņu:Ulbroka
0045000|Salaspils|23|56.861,24.350|21|Salaspils|Salaspils:Acone
0046000|Saldus|26|56.664,22.488|38|Saldus,Brocēni|Ezeres:Ezere,Nīgrandes:Nīgrande,Lutriņu:Lutriņi,Kursīšu:Kursīši
0047000|Saulkrastu|10|57.262,24.415|21|Saulkrasti|Sējas:Loja,Saulkrastu:Zvejniekciems
0048000|Siguldas|31|57.154,24.854|21|Sigulda|Allažu:Allaži,Mālpils:Mālpils,Inčukalna:Inčukalns,Krimuldas:Ragana,Lēdurgas:Lēdurga
0049000|Smiltenes|18|57.424,25.901|47|Smiltene,Ape|Variņu:Variņi,Raunas:Rauna,Drustu:Drusti,Launkalnes:Launkalne
0051000|Talsu|36|57.246,22.589|32|Talsi,Valdemārpils,Stende,Sabile|Dundagas:Dundaga,Laucienes:Lauciene,Rojas:Roja,Vandzenes:Vandzene,Mērsraga:Mērsrags
0052000|Tukuma|44|56.967,23.155|31|Tukums,Kandava|Pūres:Pūre,Engures:Engure,Jaunpils:Jaunpils,Lapmežciema:Lapmežciems,Zantes:Zante
0053000|Valkas|7.5|57.775,26.010|47|Valka|Ērģemes:Ērģeme,Kārķu:Kārķi,Vijciema:Vijciems
0054000|Valmieras|51|57.541,25.427|42|Valmiera,Rūjiena,Mazsalaca,Strenči,Seda|Burtnieku:Burtnieki,Kocēnu:Kocēni,Vaidavas:Vaidava,Naukšēnu:Naukšēni,Vecates:Vecate
0056000|Ventspils|10.5|57.300,21.800|36|Piltene|Popes:Pope,Ugāles:Ugāle,Zlēku:Zlēkas,Tārgales:Tārgale,Puzes:Blāzma`

/** The state cities and novadi of Latvia since 1 July 2025; the resident counts are rounded weights, not statistics. */
export const municipalities: readonly Municipality[] = table.trim().split('\n').map(municipality)

function municipality(line: string): Municipality {
  const [atvk = '', name = '', residents, place = '', post = '', towns = '', parishes = ''] = line.split('|')
  const [latitude = 0, longitude = 0] = place.split(',').map(Number)
  return {
    atvk,
    name: towns === '' ? name : `${name} nov.`,
    kind: towns === '' ? 'STATE_CITY' : 'NOVADS',
    residents: Number(residents),
    latitude,
    longitude,
    post,
    towns: list(towns),
    parishes: list(parishes).map((pair) => {
      const [parish = '', village = ''] = pair.split(':')
      return { name: `${parish} pag.`, village }
    }),
  }
}

function list(text: string): string[] {
  return text === '' ? [] : text.split(',')
}

/** A municipality's name in the genitive: `Rīgas valstspilsētas`, `Valkas novada`. */
export function territoryTitle({ name }: Municipality): string {
  if (name.endsWith(' nov.')) return name.replace(/nov\.$/, 'novada')
  return `${name.endsWith('s') ? name : `${name}s`} valstspilsētas`
}
