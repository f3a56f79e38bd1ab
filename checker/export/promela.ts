// An explored world as a Promela model for SPIN: one Promela transition a step, one stored state a state.
import type { Property } from '../../model/property.js'
import type { CompiledWorld } from '../compile/compile.js'
import { isSafety, monitorTables } from './monitors.js'
import { dataOf } from './promela/data.js'
import { bitsFor } from '../../util/bits.js'
import { declarationOf, fieldsOf, inComment } from './promela/state.js'
import { literal, optionsOf, startsOf, stepCode, type Option } from './promela/steps.js'
import { watchCode } from './promela/watch.js'
import { tablesOf } from './tables.js'

export interface ModelText {
  /** Properties to go with the model; those whose kind it cannot express are named in its header. */
  readonly properties: readonly Property[]
  /** Lines for the header: what the model is of. */
  readonly heading: readonly string[]
}

const ruler = '='.repeat(116)

const option = ({ comment, guard, body }: Option, before = ''): string =>
  `  /* ${inComment(comment)} */
  :: d_step { c_expr { ${guard} } -> c_code { begin(${literal(comment)}); ${before}${body} end(); }; assert(c_expr { ok }) }`

function header(heading: readonly string[], checked: readonly Property[], left: readonly Property[]): string {
  const lines = [
    'Executable: SPIN explores it as impspec does.',
    ...heading,
    '',
    'One d_step of this model is one step of docs/guide/semantics.md, cascade included, and one stored state is one state;',
    'SPIN stores one more, the root from which one step leads to each initial state.',
    '',
    'Every state:      spin -a FILE; gcc -O3 -DSAFETY -DNOREDUCE -o pan pan.c; ./pan -m2000000 -w22',
    'All verdicts:     gcc ... -DJUDGE ...   prints the verdict of each property that looks at single steps, and how often',
    '                  the antecedent of each property occurs',
    'One property:     gcc ... -DPROPERTY=n ...   an assertion is violated where the property is violated, or, of a property',
    '                  that something is reachable, where it is reached; its monitor is part of the state',
    'A story:          gcc ... -DSTORY ... on the same pan.c, then ./pan -r FILE.trail',
    'A larger budget:  spin -a -DBUDGET_n=k FILE; where that leads to what was never explored, an assertion is violated',
    ...(checked.length > 0
      ? ['', 'Properties by number:', ...checked.map(({ id, title }, n) => `  ${n}: ${id} - ${title}`)]
      : []),
    ...(left.length > 0
      ? [
          '',
          'Not in this model: responses. Each is a promise under strong fairness of many steps; a Buchi automaton for k of them',
          'has 2^k modes, which SPIN cannot bear. The TLA+ export states them with SF:',
          ...left.map(({ id }) => `  ${id}`),
        ]
      : []),
  ]
  return `/* ${ruler}\n${lines.map((line) => `   ${inComment(line)}`.trimEnd()).join('\n')}\n   ${ruler} */`
}

/**
 * The Promela text of a world.
 *
 * @param world compiled, with every reachable state explored: the model consists of what the exploration met, and what
 * it did not meet is an error in the model
 */
export function promelaOf(world: CompiledWorld, { properties, heading }: ModelText): string {
  const tables = tablesOf(world)
  const checked = properties.filter(isSafety)
  const monitors = checked.map((property) => monitorTables(property, world.quantum))
  const { codes, blocks } = dataOf(tables)
  const modes = Math.max(1, ...monitors.map((monitor) => monitor.modes))
  const fields = fieldsOf(tables)
  const declarations = [
    ...fields.map(declarationOf),
    ...(modes > 1 ? [`unsigned mode : ${bitsFor(modes - 1)}; /* of the monitor, with -DPROPERTY=n */`] : []),
  ]
  const starts = startsOf(tables).map((start) => ({
    ...start,
    body: `${start.body}${modes > 1 ? ' start_mode();' : ''} from_nowhere();`,
  }))
  const startCode = `
static void start_mode(void) {
${modes > 1 ? monitors.map(({ start }, n) => `\\#if defined(PROPERTY) && PROPERTY == ${n}\n  now.mode = ${start};\n\\#endif`).join('\n') : ''}
}
static void from_nowhere(void) {
\\#ifdef WATCHED
  first = 1;
\\#endif
}
static void time_passes(void) {
\\#ifdef WATCHED
  ticked = 1;
\\#endif
}`
  const steps = optionsOf(tables).map((one) =>
    one.body === 'tick();' ? { ...one, body: 'tick(); time_passes();' } : one,
  )
  return [
    header(
      heading,
      checked,
      properties.filter((property) => !isSafety(property)),
    ),
    `c_decl {
\\#include <string.h>
\\#include <stdio.h>
\\#if defined(PROPERTY) || defined(JUDGE)
\\#define WATCHED
\\#endif
}`,
    ...blocks,
    `/* The state: ${fields.reduce((sum, { bits }) => sum + bits, 0)} bits. */\n${declarations.join('\n')}`,
    ...[...watchDeclared, ...stepCode(tables, codes), ...watchCode(tables, codes, monitors), startCode].map(
      (code) => `c_code {${code}\n}`,
    ),
    `active proctype world() {
  if
${starts.map((one) => option(one)).join('\n')}
  fi;
  do
${steps.map((one) => option(one)).join('\n')}
  od
}`,
    '',
  ].join('\n\n')
}

/** What the code of a step refers to before it is there. */
const watchDeclared = [
  `
\\#ifdef WATCHED
static void did(int party, int kinds);
\\#endif`,
]
