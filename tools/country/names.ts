import type { Draw } from './random.ts'
import { Weighted, zipf } from './random.ts'
import { familyNames, surnameRoots, surnameSuffixes } from './family-names.ts'

/** Whose names a family bears. */
export type Tradition = 'LATVIAN' | 'SLAVIC' | 'FOREIGN'

export type Sex = 'MALE' | 'FEMALE'

/** A family name in its two forms. */
export interface FamilyName {
  MALE: string
  FEMALE: string
}

/** Given names in the order of frequency, among those born before 1990 and since. */
const givenNames: Record<Tradition, Record<Sex, { older: string; younger: string }>> = {
  LATVIAN: {
    MALE: {
      older: `Jānis Andris Juris Māris Aivars Pēteris Ivars Aigars Uldis Valdis Edgars Guntis Dainis Normunds Gunārs Imants
        Kārlis Kaspars Aldis Arnis Agris Artis Raimonds Gatis Guntars Ainārs Vilnis Dzintars Armands Mārtiņš Gints Ģirts
        Ilmārs Viesturs Ojārs Zigmunds Arvīds Laimonis Egils Modris Visvaldis Jāzeps Alberts Haralds Zintis Ēriks Ilgvars`,
      younger: `Roberts Artūrs Gustavs Markuss Kristaps Oskars Emīls Kārlis Jēkabs Ralfs Rihards Toms Daniels Mārtiņš Edgars
        Matīss Reinis Kristers Rūdolfs Ernests Dāvis Raivis Lauris Mareks Renārs Sandis Jānis Ričards Adrians Tomass
        Hugo Olivers Teodors Augusts Eduards Miķelis Bruno Valters Krišjānis Elvis Kristiāns Niklāvs Aksels Henrijs`,
    },
    FEMALE: {
      older: `Anna Inese Ilze Anita Ināra Aija Dace Inga Vija Iveta Sandra Daina Ilona Ligita Biruta Valentīna Maija Velta
        Mārīte Sarmīte Ārija Aina Rita Skaidrīte Zenta Astrīda Gunta Ilga Baiba Dzintra Ausma Lilita Rasma Solvita
        Evita Agita Gita Vineta Guna Ruta Sanita Inta Silvija Mirdza Lidija Austra Benita Kristīne Līga Gundega`,
      younger: `Kristīne Laura Anna Līga Elīna Sofija Emīlija Alise Marta Elza Evelīna Katrīna Agnese Zane Madara Annija Paula
        Luīze Amanda Sabīne Elizabete Monta Linda Santa Ieva Undīne Dārta Keita Samanta Estere Patrīcija Rēzija Gabriela
        Una Nora Adele Beāte Kate Viktorija Šarlote Enija Grēta Helēna Loreta Megija Signe Ance Rūta`,
    },
  },
  SLAVIC: {
    MALE: {
      older: `Aleksandrs Sergejs Vladimirs Andrejs Viktors Igors Jurijs Nikolajs Oļegs Anatolijs Mihails Valērijs Ivans
        Aleksejs Vjačeslavs Genādijs Leonīds Boriss Pāvels Vasilijs Jevgēnijs Staņislavs Pjotrs Eduards Grigorijs
        Fjodors Valentīns Konstantīns Romāns Georgijs Arkādijs Ļevs`,
      younger: `Aleksandrs Maksims Artjoms Deniss Dmitrijs Ņikita Vladislavs Daniils Iļja Kirils Ruslans Vadims Jevgēnijs
        Aleksejs Ivans Romāns Timurs Marks Jegors Mihails Timofejs Matvejs Vitālijs Antons Bogdans Ļevs Platons Makars`,
    },
    FEMALE: {
      older: `Jeļena Natālija Olga Svetlana Gaļina Ludmila Irina Tatjana Valentīna Ņina Larisa Nadežda Tamāra Zinaīda
        Antoņina Lidija Marija Vera Raisa Jevgēņija Inna Ļubova Žanna Alla Marina Oksana Rimma Klavdija Aleksandra Zoja`,
      younger: `Jekaterina Anastasija Viktorija Darja Marija Jūlija Aleksandra Ksenija Poļina Alina Valērija Kristina Sofija
        Milana Jeļena Karina Diāna Arina Veronika Aļona Varvara Ļuba Margarita Oļesja Eva Kira Vasilisa Uļjana`,
    },
  },
  FOREIGN: {
    MALE: {
      older:
        'Jonas Tomasz Peter Thomas Rajesh Mehmet Andrea John Lars Karl Rustam Davit Minh Ahmed Juan Pierre',
      younger: 'Lukas Arjun Rohan Ali Marco James Erik Timur Giorgi Long Omar Diego Louis Jakub Mantas Priit',
    },
    FEMALE: {
      older:
        'Rasa Agnieszka Ursula Anne Priya Ayse Giulia Mary Ingrid Tiina Gulnara Nino Linh Fatima Carmen Claire',
      younger:
        'Emma Ananya Zeynep Chiara Emily Freja Kadri Aziza Mariam Huong Amira Lucia Zofia Ugne Chloe Noor',
    },
  },
}

const words = (text: string): string[] => text.trim().split(/\s+/)

const given = mapTraditions((tradition) => ({
  MALE: generations(givenNames[tradition].MALE),
  FEMALE: generations(givenNames[tradition].FEMALE),
}))

const family = mapTraditions((tradition) => zipf(familyNames[tradition]))

const roots = new Weighted(surnameRoots, () => 1)
const suffixes = new Weighted(surnameSuffixes, (suffix) => suffix.weight)

/** A family name: in most cases a frequent one, else one of the many that few families bear. */
export function drawFamilyName(draw: Draw, tradition: Tradition): FamilyName {
  if (tradition !== 'LATVIAN' || draw.chance(0.6)) return family[tradition].pick(draw)
  const root = roots.pick(draw)
  const suffix = suffixes.pick(draw)
  return { MALE: root + suffix.MALE, FEMALE: root + suffix.FEMALE }
}

/** One given name, or two now and then, of the fashion of the year of birth. */
export function drawGivenName(draw: Draw, tradition: Tradition, sex: Sex, yearOfBirth: number): string {
  const { older, younger } = given[tradition][sex]
  const list = draw.chance((yearOfBirth - 1980) / 20) ? younger : older
  const first = list.pick(draw)
  if (tradition === 'FOREIGN' || !draw.chance(0.04)) return first
  const second = list.pick(draw)
  return second === first ? first : `${first} ${second}`
}

function generations(names: { older: string; younger: string }) {
  return { older: zipf(words(names.older)), younger: zipf(words(names.younger)) }
}

function mapTraditions<T>(make: (tradition: Tradition) => T): Record<Tradition, T> {
  return { LATVIAN: make('LATVIAN'), SLAVIC: make('SLAVIC'), FOREIGN: make('FOREIGN') }
}
