import { findProofs } from './modules/find-proofs.ts'
import { wordsOf } from './modules/findings.ts'
import { verifyHistory } from './modules/history.ts'

const words = {
  title: { lv: 'Pārbaudiet, kas izmantoja jūsu datus', en: 'Verify who used your data' },
  introduction: {
    lv: 'Šī lapa jūsu pārlūkā pārbauda, vai jums parādītie ieraksti ir auditācijas žurnālā un vai neviens nav izlaists. Nekas netiek nosūtīts.',
    en: 'This page verifies in your browser that the records you were shown are in the audit log, and that none was left out. Nothing is sent anywhere.',
  },
  given: {
    lv: 'Atbilde uz jūsu vaicājumu (JSON), ieraksta pierādījums vai vēstures pierādījums',
    en: 'The answer to your query (JSON), the proof of a record, or the proof of a history',
  },
  file: { lv: 'vai datne', en: 'or a file' },
  keys: { lv: 'Žurnāla atslēgas', en: 'Keys of the log' },
  whoseKeys: {
    lv: 'Šīs atslēgas paziņo pats serveris. Salīdziniet tās ar citur publicētajām.',
    en: 'These keys are told by this server itself. Compare them with those that are published elsewhere.',
  },
  verify: { lv: 'Pārbaudīt', en: 'Verify' },
  nothing: { lv: 'Te nav neviena pierādījuma.', en: 'There is no proof in this.' },
  good: { lv: 'Viss ir pareizi', en: 'All is well' },
  bad: { lv: 'Kaut kas nav pareizi', en: 'Something is not right' },
  notYet: {
    lv: 'Viss vēl nav pierādīts: pēc dažām sekundēm jautājiet vēlreiz',
    en: 'Not all of it is proven yet: ask again in a few seconds',
  },
  erased: {
    lv: 'Ieraksti, kuru saturs ir dzēsts pēc lēmuma, kā saka pakalpojums',
    en: 'Records whose content was erased by a decision, as the service says',
  },
  removed: {
    lv: 'Ieraksti, kuru satura glabāšanas laiks ir beidzies, kā saka pakalpojums',
    en: 'Records whose content was removed when its time was over, as the service says',
  },
  whyGone: {
    lv: 'Pierādīts, ka šie ieraksti ir žurnālā. Vai to saturs dzēsts pamatoti, pārbauda auditors ar verify-audit: katrai dzēšanai jābūt uzturēšanas ierakstam.',
    en: 'That these records are in the log is proven. Whether their content is gone for that reason, an auditor checks by verify-audit: each removal needs a housekeeping record that says so.',
  },
  inLog: { lv: 'Ieraksti, kas ir žurnālā', en: 'Records that are in the log' },
  whole: {
    lv: 'Neviens ieraksts nav izlaists, līdz',
    en: 'No record was left out, up to',
  },
  noHistory: {
    lv: 'Vēstures pierādījuma nav: vai kas izlaists, nav pārbaudīts.',
    en: 'There is no proof of the history: whether anything was left out was not verified.',
  },
  at: { lv: 'Kad', en: 'When' },
  organisation: { lv: 'Iestāde', en: 'Organisation' },
  purpose: { lv: 'Mērķis', en: 'Purpose' },
  legalBasis: { lv: 'Tiesiskais pamats', en: 'Legal basis' },
  case: { lv: 'Lieta', en: 'Case' },
  outcome: { lv: 'Iznākums', en: 'Outcome' },
  released: { lv: 'Izsniegts', en: 'Released' },
  withheld: { lv: 'Neizsniegts', en: 'Withheld' },
  disclosedFrom: { lv: 'Redzams no', en: 'To be seen from' },
}

/** Of what became of a request. */
const outcomes = {
  RELEASED: { lv: 'izsniegts', en: 'released' },
  PARTLY: { lv: 'daļēji izsniegts', en: 'partly released' },
  REFUSED: { lv: 'atteikts', en: 'refused' },
  NOT_FOUND: { lv: 'nav atrasts', en: 'not found' },
  SEARCH_HIT: { lv: 'redzēts meklēšanā', en: 'seen in a search' },
}

let language = navigator.language.startsWith('lv') ? 'lv' : 'en'
const byId = (id) => document.getElementById(id)
const given = byId('given')
const keys = byId('keys')
const result = byId('result')

function speak(chosen) {
  language = chosen
  document.documentElement.lang = language
  document.title = words.title[language]
  for (const element of document.querySelectorAll('[data-words]'))
    element.textContent = words[element.dataset.words][language]
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === language))
  if (result.childElementCount > 0) verify()
}

/** Text goes into the page as text only: what a record says is not ours. */
function textIn(name, text, className) {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

function recordList({ row, shown }) {
  const list = document.createElement('dl')
  const rows = {
    at: moment(row.at),
    ...shown,
    ...(shown && { outcome: outcomes[shown.outcome]?.[language] ?? shown.outcome }),
    disclosedFrom: row.disclosedFrom && moment(row.disclosedFrom),
  }
  for (const [name, value] of Object.entries(rows)) {
    const text = Array.isArray(value) ? value.join(', ') : value
    if (!(name in words) || text === null || text === '') continue
    list.append(textIn('dt', words[name][language]), textIn('dd', String(text)))
  }
  return list
}

function moment(time) {
  return new Date(time).toLocaleString(language, { dateStyle: 'long', timeStyle: 'medium' })
}

function verify() {
  result.replaceChildren()
  const { records, history } = findProofs(given.value)
  if (records.length === 0 && history === null) {
    result.append(textIn('p', words.nothing[language], 'verdict bad'))
    return
  }
  const verifierKeys = keys.value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const origin = verifierKeys[0]?.split('+')[0] ?? ''
  const verified = verifyHistory(records, history, { origin, verifierKeys })
  const verdict = verdictOf(verified.findings)
  result.append(textIn('p', words[verdict][language], `verdict ${verdict}`))
  for (const finding of verified.findings)
    result.append(textIn('p', wordsOf(finding, language), verdict === 'notYet' ? 'notYet' : 'bad'))
  if (verified.history && verdict === 'good') {
    const until = `${words.whole[language]} ${moment(verified.history.seal.sealedAt)}`
    result.append(textIn('p', until, 'good'))
  }
  tellGone(verified.gone)
  if (history === null) result.append(textIn('p', words.noHistory[language]))
  if (verified.records.length > 0)
    result.append(textIn('h2', `${words.inLog[language]}: ${verified.records.length}`))
  for (const record of verified.records) result.append(recordList(record))
}

/** What is shown without a proof is not yet wrong; anything else that was found is. */
function verdictOf(findings) {
  if (findings.length === 0) return 'good'
  return findings.every(({ code }) => code === 'RECORD_NOT_PROVEN') ? 'notYet' : 'bad'
}

function tellGone(gone) {
  if (gone.length === 0) return
  for (const [reason, name] of [
    ['ERASED', 'erased'],
    ['REMOVED', 'removed'],
  ]) {
    const count = gone.filter((record) => record.reason === reason).length
    if (count > 0) result.append(textIn('p', `${words[name][language]}: ${count}`))
  }
  result.append(textIn('p', words.whyGone[language]))
}

async function take(file) {
  if (!file) return
  given.value = await file.text()
  verify()
}

for (const button of document.querySelectorAll('[data-language]'))
  button.addEventListener('click', () => speak(button.dataset.language))
byId('form').addEventListener('submit', (event) => {
  event.preventDefault()
  verify()
})
byId('file').addEventListener('change', (event) => void take(event.target.files[0]))
given.addEventListener('dragover', (event) => {
  event.preventDefault()
  given.classList.add('over')
})
given.addEventListener('dragleave', () => given.classList.remove('over'))
given.addEventListener('drop', (event) => {
  event.preventDefault()
  given.classList.remove('over')
  void take(event.dataTransfer.files[0])
})

speak(language)
const told = await fetch('/log/keys')
if (told.ok && keys.value === '') keys.value = (await told.text()).trim()
