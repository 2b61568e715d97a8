/* global React, ReactDOM, GraphiQL */

/**
 * GraphiQL with the headers that DAGR reads. The token and everything typed into the editor (it may name people)
 * stay in this tab's session; only the permission, the case and the choice on denial are remembered.
 */
const settings = JSON.parse(document.getElementById('settings').textContent)

const fields = [
  { id: 'token', store: sessionStorage, header: 'Authorization', value: (text) => `Bearer ${text}` },
  { id: 'permission', store: localStorage, header: 'X-DAGR-Permission', first: settings.permission },
  { id: 'case', store: sessionStorage, header: 'DAGR-Case', value: utf8Bytes },
  { id: 'on-denied', store: localStorage, header: 'DAGR-On-Denied' },
]

const firstQuery = `# DAGR: one graph over the base registries.
#
# 1. Paste a token above:        npm run --silent token -- analyst
# 2. Name its permission:        4001
# 3. Run this with Ctrl-Enter. What the permission does not grant comes back as null, and says so.

query FirstLegalEntities {
  legalEntities(first: 5) {
    edges {
      node {
        registrationNumber
        legalName
      }
    }
  }
}
`

/** A header holds bytes: the text's UTF-8, one character a byte. */
function utf8Bytes(text) {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

function callerHeaders() {
  const headers = {}
  for (const { id, header, value = (text) => text } of fields) {
    const text = document.getElementById(id).value.trim()
    if (text !== '') headers[header] = value(text)
  }
  return headers
}

async function send(parameters) {
  const headers = {
    ...callerHeaders(),
    'Content-Type': 'application/json',
    Accept: 'application/graphql-response+json',
  }
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(parameters) })
  return response.json()
}

const root = ReactDOM.createRoot(document.getElementById('graphiql'))

/** A new fetcher makes GraphiQL read the schema again, as this caller may see it. */
function render() {
  root.render(
    React.createElement(GraphiQL, {
      fetcher: (parameters) => send(parameters),
      defaultQuery: settings.firstQuery ?? firstQuery,
      storage: sessionStorage,
      isHeadersEditorEnabled: false,
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: 'variables',
    }),
  )
}

for (const { id, store, first = '' } of fields) {
  const input = document.getElementById(id)
  input.value = store.getItem(`dagr:${id}`) ?? first
  input.addEventListener('change', () => {
    store.setItem(`dagr:${id}`, input.value.trim())
    render()
  })
}
document.getElementById('caller').addEventListener('submit', (event) => event.preventDefault())
render()
