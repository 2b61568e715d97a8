import { addressFiles } from './address-files.ts'
import { cadastreFiles } from './cadastre-files.ts'
import { enterpriseFiles } from './enterprise-files.ts'
import type { FileFamily } from './file-kind.ts'
import { institutionFiles } from './institution-files.ts'

/** What the first word after `npm run import --` may be. */
export const fileFamilies: Readonly<Record<string, FileFamily>> = {
  enterprise: enterpriseFiles,
  addresses: addressFiles,
  cadastre: cadastreFiles,
  institutions: institutionFiles,
}
