// Properties in the PINS model: with -DPROPERTY=n the monitor of one is part of the state.
import type { MonitorTables } from '../monitors.js'
import { inComment } from '../promela/state.js'
import { formulaInC, outcomeInC, type Atom } from '../promela/watch.js'
import type { Tables } from '../tables.js'

/** How a predicate is asked of the step under way. */
const atomsOf =
  ({ parties, states, steps }: Tables): Atom =>
  (name, when) => {
    if (when === 'does') {
      const step = steps.indexOf(name)
      return `(step->did[${step >> 5}] >> ${step & 31} & 1)`
    }
    const state = states.indexOf(name)
    const party = parties.findIndex(({ locals }) => locals.some(({ is }) => is.includes(state)))
    // A predicate that never holds belongs to nobody.
    if (party < 0) return '0'
    const held = (vector: string): string =>
      `(is_${parties[party]!.name}[${vector}[parties[${party}].at] * IS_WORDS + ${state >> 5}] >> ${state & 31} & 1)`
    return when === 'is' ? held('step->now') : `(!step->first && ${held('step->before')})`
  }

const monitorInC = ({ property, letters, outcomes, start }: MonitorTables, index: number, atom: Atom): string => `
/* ${index}: ${property.id} (${property.pattern.kind}): ${inComment(property.claim)} */
#if defined(PROPERTY) && PROPERTY == ${index}
enum { START_MODE = ${start} };
static const short outcome[][${outcomes[0]!.length}] = { ${outcomes.map((row) => `{${row.map(outcomeInC).join(',')}}`).join(', ')} };
static int reading_of(const struct step *step) {
  int reading = 0;
${letters
  .map((letter, bit) => {
    const asked = formulaInC(letter, atom).replaceAll(/\bticked\b/g, 'step->ticked')
    return `  if (${asked}) reading |= ${1 << bit};`
  })
  .join('\n')}
  return reading;
}
#endif`

/** The monitors, and the judgement of a step by the one that is watched. */
export const watchCode = (tables: Tables, monitors: readonly MonitorTables[]): string => `
${monitors.map((monitor, index) => monitorInC(monitor, index, atomsOf(tables))).join('\n')}

#if defined(PROPERTY) && PROPERTY >= ${monitors.length}
#error there is no such property
#elif defined(PROPERTY)
enum { LENGTH = VECTOR + 1 };
static void judge(struct step *step) {
  int mode = outcome[step->first ? START_MODE : step->now[VECTOR]][reading_of(step)];
  if (mode >= 0) step->now[VECTOR] = mode;
  else { step->now[0] = ENDED; step->now[VECTOR] = 0; }
}
#else
enum { LENGTH = VECTOR };
static void judge(struct step *step) { (void) step; }
#endif
`
