import { epochChain } from './migrations/003-epoch-chain.ts'
import { revisions } from './migrations/004-revisions.ts'
import { stewardship } from './migrations/005-stewardship.ts'
import { termsInRevisions } from './migrations/006-terms-in-revisions.ts'
import { forGood } from './migrations/007-for-good.ts'
import { shapes } from './migrations/008-shapes.ts'
import type { Migration } from './migrations/migration.ts'

/**
 * Every row knows the epoch that wrote it last. Agreements, and with them grants, are ended rather than deleted.
 */
export const migrations: readonly Migration[] = [
  {
    name: '001-agreements',
    async up(knex) {
      await knex.raw(`
        CREATE TABLE epoch (
          number bigint PRIMARY KEY CHECK (number > 0),
          at     timestamptz NOT NULL,
          author text NOT NULL
        );
        CREATE TABLE organisation (
          id    text PRIMARY KEY,
          name  text NOT NULL,
          epoch bigint NOT NULL REFERENCES epoch
        );
        CREATE TABLE agreement (
          permission    text PRIMARY KEY,
          consumer      text NOT NULL REFERENCES organisation,
          purpose       text NOT NULL,
          legal_basis   text NOT NULL,
          case_required boolean NOT NULL,
          valid_from    timestamptz NOT NULL,
          valid_to      timestamptz CHECK (valid_to > valid_from),
          status        text NOT NULL CHECK (status IN ('active', 'suspended', 'ended')),
          epoch         bigint NOT NULL REFERENCES epoch,
          UNIQUE (permission, consumer)
        );
        CREATE TABLE agreement_line (
          id         text PRIMARY KEY,
          permission text NOT NULL REFERENCES agreement,
          effect     text NOT NULL CHECK (effect IN ('grant', 'forbid')),
          coordinate text NOT NULL,
          condition  jsonb CHECK (effect = 'grant' OR condition IS NULL)
        );
        CREATE INDEX agreement_line_permission ON agreement_line (permission);
        CREATE TABLE application (
          id                 text PRIMARY KEY,
          consumer           text NOT NULL REFERENCES organisation,
          default_permission text,
          epoch              bigint NOT NULL REFERENCES epoch,
          FOREIGN KEY (default_permission, consumer) REFERENCES agreement (permission, consumer)
        );
      `)
    },
  },
  {
    name: '002-terms',
    async up(knex) {
      await knex.raw(`
        ALTER TABLE agreement
          ADD COLUMN revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
          ADD COLUMN terms jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(terms) = 'object');
        ALTER TABLE agreement_line
          ADD COLUMN terms jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(terms) = 'object');
        COMMENT ON COLUMN agreement.terms IS 'Members of an agreement without a column; what is not there is as in policies/plain-terms.ts';
        COMMENT ON COLUMN agreement_line.terms IS 'covers, obligations, consentRequired, maxStalenessSeconds';
      `)
    },
  },
  epochChain,
  revisions,
  stewardship,
  termsInRevisions,
  forGood,
  shapes,
]
