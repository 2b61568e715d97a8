/** Family names as pairs `male/female` in the order of frequency; one form alone serves both. */
const latvian = `Bērziņš/Bērziņa Kalniņš/Kalniņa Ozoliņš/Ozoliņa Jansons/Jansone Ozols/Ozola Liepiņš/Liepiņa Krūmiņš/Krūmiņa
  Balodis/Balode Eglītis/Eglīte Zariņš/Zariņa Pētersons/Pētersone Vītols/Vītola Kļaviņš/Kļaviņa Kārkliņš/Kārkliņa
  Vanags/Vanaga Grīnbergs/Grīnberga Siliņš/Siliņa Jēkabsons/Jēkabsone Lapiņš/Lapiņa Avotiņš/Avotiņa Krauklis/Kraukle
  Rozītis/Rozīte Sproģis/Sproģe Celmiņš/Celmiņa Dzenis/Dzene Upītis/Upīte Āboliņš/Āboliņa Briedis/Briede
  Puriņš/Puriņa Skujiņš/Skujiņa Zvirbulis/Zvirbule Muižnieks/Muižniece Strazdiņš/Strazdiņa Apinis/Apine Ziediņš/Ziediņa
  Dreimanis/Dreimane Bite Birznieks/Birzniece Vilks/Vilka Putniņš/Putniņa Gailis/Gaile Lūsis/Lūse Zaķis/Zaķe
  Straume Priede Mednis/Medne Kronbergs/Kronberga Ķirsis/Ķirse Mežulis/Mežule Saulītis/Saulīte Vilciņš/Vilciņa
  Lācis/Lāce Roze Pūce Caune Dambis/Dambe Ābele Grava Seglenieks/Segleniece Kokins/Kokina Ciematnieks/Ciematniece
  Podnieks/Podniece Kalējs/Kalēja Mucenieks/Muceniece Mūrnieks/Mūrniece Skudra Gulbis/Gulbe Cīrulis/Cīrule
  Stārķis/Stārķe Dzērve Irbe Rubenis/Rubene Teteris/Tetere Bebris/Bebre Ezītis/Ezīte Kaķītis/Kaķīte Vēveris/Vēvere
  Sietiņš/Sietiņa Blūms/Blūma Šmits/Šmite Millers/Millere Vāgners/Vāgnere Fišers/Fišere Hofmanis/Hofmane
  Bergmanis/Bergmane Freimanis/Freimane Neimanis/Neimane Zālītis/Zālīte Dārziņš/Dārziņa Laukmanis/Laukmane
  Pļaviņš/Pļaviņa Tīrums/Tīruma Namnieks/Namniece Krastiņš/Krastiņa Ezeriņš/Ezeriņa Jūrmalis/Jūrmale Salnājs/Salnāja`

const slavic = `Ivanovs/Ivanova Petrovs/Petrova Vasiļjevs/Vasiļjeva Smirnovs/Smirnova Semjonovs/Semjonova Pavlovs/Pavlova
  Kuzņecovs/Kuzņecova Fjodorovs/Fjodorova Andrejevs/Andrejeva Mihailovs/Mihailova Aleksejevs/Aleksejeva Popovs/Popova
  Grigorjevs/Grigorjeva Jakovļevs/Jakovļeva Nikolajevs/Nikolajeva Romanovs/Romanova Stepanovs/Stepanova Orlovs/Orlova
  Sokolovs/Sokolova Kozlovs/Kozlova Lebedevs/Lebedeva Morozovs/Morozova Novikovs/Novikova Volkovs/Volkova
  Zaicevs/Zaiceva Soloviovs/Soloviova Vinogradovs/Vinogradova Bogdanovs/Bogdanova Frolovs/Frolova Gusevs/Guseva
  Kovaļovs/Kovaļova Belovs/Belova Medvedevs/Medvedeva Baranovs/Baranova Filipovs/Filipova Makarovs/Makarova
  Golubevs/Golubeva Kiseļovs/Kiseļova Osipovs/Osipova Titovs/Titova Sorokins/Sorokina Ņikitins/Ņikitina
  Antonovs/Antonova Tarasovs/Tarasova Žukovs/Žukova Kaļiņins/Kaļiņina Gerasimovs/Gerasimova Borisovs/Borisova
  Koroļovs/Koroļova Savickis/Savicka Kovaļevskis/Kovaļevska Vitkovskis/Vitkovska Jankovskis/Jankovska
  Zaharovs/Zaharova Kazakovs/Kazakova Rodionovs/Rodionova Maslovs/Maslova Šestakovs/Šestakova Bondarenko Kovaļenko
  Ševčenko Kravčenko Ļisenko Ignatjevs/Ignatjeva Prokofjevs/Prokofjeva Timofejevs/Timofejeva Gavrilovs/Gavrilova
  Markovs/Markova Ščerbakovs/Ščerbakova Tihonovs/Tihonova Sidorovs/Sidorova Dubrovskis/Dubrovska Ribakovs/Ribakova`

const foreign = `Kumar Singh Yilmaz Rossi Smith Nguyen Schmidt Karimov Tamm Saar Petrauskas Kazlauskas Nowak Kowalski Larsen
  Andersson Virtanen Müller Weber Martin Garcia Lopez Haddad Hussain Beridze Abdullayev Khan Sharma Patel Demir`

const pairs = (text: string): { MALE: string; FEMALE: string }[] =>
  text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [male = '', female = male] = pair.split('/')
      return { MALE: male, FEMALE: female }
    })

export const familyNames = { LATVIAN: pairs(latvian), SLAVIC: pairs(slavic), FOREIGN: pairs(foreign) }

/** What rarer Latvian family names are put together from. */
export const surnameRoots =
  `Alksn Avot Bērz Birz Brūkl Burkān Cer Dadž Dzelm Egl Ezer Gail Grants Grav Gulb Jaun Jēkab Kalv
  Karl Kaul Klints Kokal Krast Kraukl Lap Lāč Liel Lip Mal Maz Mež Mund Niedr Oš Ozol Palej Pauls Pilsk Plūm Puķ Ratn Reimant
  Rīt Rud Runc Saul Seb Sēj Skrast Smilt Spār Sprog Stalt Stirn Strautm Sūn Tilt Tomas Tum Ūdr Vald Vārn Veid Vilk Vizb Zem
  Zied Zil Zvejn Žagar`.split(/\s+/)

export const surnameSuffixes = [
  { MALE: 'iņš', FEMALE: 'iņa', weight: 10 },
  { MALE: 'ītis', FEMALE: 'īte', weight: 6 },
  { MALE: 'enieks', FEMALE: 'eniece', weight: 4 },
  { MALE: 'bergs', FEMALE: 'berga', weight: 4 },
  { MALE: 'manis', FEMALE: 'mane', weight: 4 },
  { MALE: 'sons', FEMALE: 'sone', weight: 3 },
  { MALE: 'āns', FEMALE: 'āne', weight: 3 },
  { MALE: 'ulis', FEMALE: 'ule', weight: 3 },
  { MALE: 'valds', FEMALE: 'valde', weight: 2 },
  { MALE: 'upe', FEMALE: 'upe', weight: 2 },
  { MALE: 'kalns', FEMALE: 'kalna', weight: 3 },
  { MALE: 'feldts', FEMALE: 'felde', weight: 1 },
  { MALE: 'šteins', FEMALE: 'šteina', weight: 1 },
]
