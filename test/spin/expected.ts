// Whether SPIN can run here.
import { missing } from '../../verification/foreign/spin.js'

export const reason = missing()

/** A missing tool is a reason to skip at home, and a failure where everything must run. */
export const skipped = reason !== undefined && process.env.CI !== 'true'
if (skipped) console.warn(`SPIN agreement skipped: ${reason}`)
