import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileFamilies } from './file-families.ts'
import { recogniseFile } from './recognise-file.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dagr-recognise-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function kindOf(what: string, content: string): Promise<string> {
  const family = fileFamilies[what]
  if (!family) throw new Error(`no family ${what}`)
  const path = join(folder, `file${family.extension}`)
  await writeFile(path, content)
  return (await recogniseFile(path, family)).kind.name
}

const register =
  'regcode;sepa;name;name_before_quotes;name_in_quotes;name_after_quotes;without_quotes;regtype;regtype_text;type;type_text;registered;terminated;closed;address;index;addressid;region;city;atvk;reregistration_term'
const officers =
  'id;uri;at_legal_entity_registration_number;entity_type;position;governing_body;name;latvian_identity_number_masked;birth_date;legal_entity_registration_number;rights_of_representation_type;representation_with_at_least;registered_on;last_modified_at'
const members =
  'id;uri;at_legal_entity_registration_number;entity_type;name;latvian_identity_number_masked;birth_date;legal_entity_registration_number;number_of_shares;share_nominal_value;share_currency;date_from;registered_on;last_modified_at'
const owners =
  'id;legal_entity_registration_number;forename;surname;latvian_identity_number_masked;birth_date;nationality;residence;registered_on;last_modified_at'
const streets =
  'KODS,TIPS_CD,NOSAUKUMS,VKUR_CD,VKUR_TIPS,APSTIPR,APST_PAK,STATUSS,SORT_NOS,DAT_SAK,DAT_MOD,DAT_BEIG,ATRIB,STD'

describe('recogniseFile', () => {
  it.each([
    ['enterprise', 'register', `sep=;\n${register}\n`],
    ['enterprise', 'register', `\ufeff${register.split(';').toReversed().join(';').toUpperCase()}\n`],
    ['enterprise', 'register', `${register};new_column\n`],
    ['enterprise', 'officers', `${officers}\n`],
    ['enterprise', 'members', `${members}\n`],
    ['enterprise', 'beneficial owners', `${owners}\n`],
    ['enterprise', 'name history', 'regcode;name;date_to\n'],
    ['addresses', 'addresses', `\ufeff"${streets.replaceAll(',', '","')}"\n`],
    ['addresses', 'addresses', `#${streets.replaceAll(',', '#;#')}#\n`],
    ['addresses', 'addresses', `${streets.replace(',STD', '')}\n`],
    ['cadastre', 'PremiseGroup', '<PremiseGroupFullData><X/></PremiseGroupFullData>'],
  ])('%s: knows a file of %s', async (what, kind, content) => {
    expect(await kindOf(what, content)).toBe(kind)
  })

  it.each([
    [
      'enterprise',
      register.replace('regcode', 'code'),
      'looks like a file of register, but lacks the column regcode',
    ],
    ['enterprise', officers.replace('position;', ''), 'of officers, but lacks the column position'],
    [
      'enterprise',
      members.replace('id;', 'id;member_id;'),
      'files of joint owners of members are not imported',
    ],
    ['enterprise', `${members};stock_type`, 'files of stockholders are not imported'],
    ['enterprise', 'a;b;c', 'not that of any known file (register, officers'],
    ['addresses', register, 'not that of any known file (addresses)'],
    ['addresses', streets.replace('STATUSS,', ''), 'lacks the column STATUSS'],
    ['cadastre', '<ParcelPartFullData/>', 'files of parts of parcels are not imported'],
    ['cadastre', '<MarkFullData/>', 'files of marks are not imported'],
    ['cadastre', '<html/>', 'not that of any known file (Property, Parcel'],
    ['cadastre', 'KODS,TIPS_CD', 'the file is not XML'],
  ])('%s: refuses %s', async (what, content, reason) => {
    await expect(kindOf(what, content)).rejects.toThrow(reason)
  })
})
