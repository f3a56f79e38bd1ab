// Properties in the Promela model: each a monitor that reads every step, composed into the step.
import type { Formula } from '../../../model/property.js'
import type { MonitorTables, Outcome } from '../monitors.js'
import type { Tables } from '../tables.js'
import { observedBits, type PartyCode } from './data.js'
import { hex, localOf } from './state.js'
import { literal } from './steps.js'

/** How a predicate is asked in C. */
export type Atom = (name: string, when: 'is' | 'was' | 'does') => string

/** A C expression for a formula over the step under way. */
export function formulaInC(formula: Formula, atom: Atom): string {
  const inner = (part: Formula): string => formulaInC(part, atom)
  if ('is' in formula) return atom(formula.is, 'is')
  if ('was' in formula) return atom(formula.was, 'was')
  if ('does' in formula) return atom(formula.does, 'does')
  if ('tick' in formula) return 'ticked'
  if ('not' in formula) return `!${inner(formula.not)}`
  const conjunction = 'and' in formula
  const parts = (conjunction ? formula.and : formula.or).map(inner)
  if (parts.length === 0) return conjunction ? '1' : '0'
  return `(${parts.join(conjunction ? ' && ' : ' || ')})`
}

/** How each predicate is asked in C. */
function atomsOf(tables: Tables, codes: readonly PartyCode[]): Atom {
  const stateBits = tables.parties.map(({ locals }) => observedBits(locals.map(({ is }) => is)))
  const stepBits = codes.map(({ does }) => observedBits(does.values))
  return (name, when) => {
    const number = (when === 'does' ? tables.steps : tables.states).indexOf(name)
    if (number < 0) throw new Error(`the predicate '${name}' was not observed`)
    const bits = when === 'does' ? stepBits : stateBits
    const party = bits.findIndex((own) => own.includes(number))
    // A predicate that never holds belongs to nobody.
    if (party < 0) return '0'
    const bit = bits[party]!.indexOf(number)
    const { name: of } = tables.parties[party]!
    const mask = hex(1 << (bit & 31))
    if (when === 'does') return `(did${bit >> 5}_${of} & ${mask}) != 0`
    if (when === 'was') return `(!first && (is${bit >> 5}_${of}[was_${of}] & ${mask}) != 0)`
    return `(is${bit >> 5}_${of}[now.at_${of}] & ${mask}) != 0`
  }
}

/** The end of a watch as a number below that of every mode. */
export const outcomeInC = (outcome: Outcome): number =>
  typeof outcome === 'number' ? outcome : outcome === 'violated' ? -1 : -2

const monitorInC = ({ property, letters, outcomes, antecedents }: MonitorTables, index: number, atom: Atom): string => `
/* ${index}: ${property.id} (${property.pattern.kind}): ${property.claim.replaceAll('*/', '* /')} */
\\#if defined(JUDGE) || (defined(PROPERTY) && PROPERTY == ${index})
static int reading_${index}(void) {
  int reading = 0;
${letters.map((letter, bit) => `  if (${formulaInC(letter, (name, when) => `(${atom(name, when)})`)}) reading |= ${1 << bit};`).join('\n')}
  return reading;
}
static const short outcome_${index}[][${outcomes[0]!.length}] = { ${outcomes.map((row) => `{${row.map(outcomeInC).join(',')}}`).join(', ')} };
static const int antecedents_${index}[] = { ${antecedents.join(', ')} };
\\#endif`

/** What is kept of a step for the monitors, and the monitors. */
export function watchCode(
  tables: Tables,
  codes: readonly PartyCode[],
  monitors: readonly MonitorTables[],
): readonly string[] {
  const atom = atomsOf(tables, codes)
  const didWords = codes.map(({ does }) => Math.ceil(observedBits(does.values).length / 32))
  const didOf = (index: number): readonly string[] =>
    Array.from({ length: didWords[index]! }, (_, word) => `did${word}_${tables.parties[index]!.name}`)
  const everyDid = tables.parties.flatMap((_, index) => didOf(index))
  const wases = tables.parties.map(({ name }) => `was_${name}`)
  return [
    `
\\#ifdef WATCHED
/* What the step did, and where the parties were before it. */
static int first, ticked;
static unsigned int ${[...wases, ...everyDid].join(', ')};
static void did(int party, int kinds) {
  switch (party) {
${tables.parties
  .map(({ name }, index) => {
    const words = didOf(index).map((did, word) => `${did} |= kinds${word}_${name}[kinds];`)
    return `    case ${index}: ${words.join(' ')} break;`
  })
  .join('\n')}
  }
}
static void watch_from_here(void) {
  first = ticked = 0;
  ${tables.parties.map((party) => `was_${party.name} = now.${localOf(party)};`).join(' ')}
  ${everyDid.map((did) => `${did} = 0;`).join(' ')}
}
\\#endif`,
    ...monitors.map((monitor, index) => monitorInC(monitor, index, atom)),
    `
\\#if defined(PROPERTY)
/* One property: its monitor is part of the state, and a violation (or the witness of what is reachable) an error. */
\\#define CONCAT(a, b) a ## b
\\#define OF(name, property) CONCAT(name, property)
static void judge(void) {
  int outcome = OF(outcome_, PROPERTY)[now.mode][OF(reading_, PROPERTY)()];
  if (outcome >= 0) now.mode = outcome;
  else { if (ok) printf("impspec: %s\\n", outcome == -1 ? "violated" : "witnessed"); ok = 0; }
}
\\#elif defined(JUDGE)
/* All properties at once: monitors of one mode decide step by step; of the others, the antecedents are counted. */
static struct { const char *id; int modes, reachable; unsigned long long ended, met[2]; } judged[] = {
${monitors.map(({ property: { id, pattern }, modes }) => `  { ${literal(id)}, ${modes}, ${Number(pattern.kind === 'reachable')}, 0, {0, 0} },`).join('\n')}
};
static void judge(void) {
  int reading;
${monitors
  .map(
    ({ antecedents, modes }, index) =>
      `  reading = reading_${index}();${antecedents.map((bit, at) => ` if (reading & ${bit}) judged[${index}].met[${at}]++;`).join('')}${
        antecedents.length === 1 ? ` judged[${index}].met[1] = ~0ull;` : ''
      }${modes === 1 ? ` if (outcome_${index}[0][reading] < 0) judged[${index}].ended++;` : ''}`,
  )
  .join('\n')}
}
__attribute__((destructor)) static void verdicts(void) {
  for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++) {
    unsigned long long exercised = judged[i].met[0] < judged[i].met[1] ? judged[i].met[0] : judged[i].met[1];
    const char *verdict = judged[i].reachable ? (judged[i].ended ? "holds" : "fails")
      : judged[i].modes > 1 ? "needs -DPROPERTY"
      : judged[i].ended ? "fails" : exercised ? "holds" : "vacuous";
    printf("impspec: %s: %s (exercised %llu)\\n", judged[i].id, verdict, exercised);
  }
}
\\#endif`,
    `
/* What surrounds each step. */
static void begin(const char *what) {
  (void) what;
  entered = 0;
  ok = 1;
\\#ifdef WATCHED
  watch_from_here();
\\#endif
\\#ifdef STORY
  printf("%s\\n", what);
\\#endif
}
static void end(void) {
\\#ifdef WATCHED
  if (ok) judge();
\\#endif
}`,
  ]
}
