// An explored world as one file of C for LTSmin (https://ltsmin.utwente.nl): PINS, the interface of its engines of many machines.
import type { CompiledWorld } from '../compile/compile.js'
import { isSafety, monitorTables } from './monitors.js'
import { groupsOf, layoutOf } from './pins/layout.js'
import { dataOf } from './pins/data.js'
import { declarations, pluginCode, semantics } from './pins/semantics.js'
import { watchCode } from './pins/watch.js'
import type { ModelText } from './promela.js'
import { inComment } from './promela/state.js'
import { tablesOf } from './tables.js'

function header({ heading, properties }: ModelText): string {
  const lines = [
    'Executable: the engines of LTSmin explore it as impspec does.',
    ...heading,
    '',
    'One step of a group is one step of docs/guide/semantics.md, cascade included. A state is an int for each of its parts; there is',
    'one state more than those of the world, the root from which one step leads to each initial state.',
    '',
    'Compile it:       gcc -O3 -shared -fPIC -o world.so FILE.c',
    'Every state:      pins2lts-mc world.so                           on all cores of one machine',
    '                  mpirun -n 4 pins2lts-dist --mpi world.so       on processes of many machines: mpirun --hostfile HOSTS',
    '                  pins2lts-sym --regroup=gs world.so             by decision diagrams',
    'No fault:         pins2lts-mc --invariant="!fault" world.so      fault: where the exploration never was, an overflow, a',
    '                  cascade without end',
    'One property:     gcc ... -DPROPERTY=n ..., then pins2lts-mc --invariant="!ended" world.so   violated where the property is, or,',
    '                  of a property that something is reachable, where it is reached; its monitor is part of the state',
    'A larger budget:  gcc ... -DBUDGET_n=k ...',
    ...properties
      .filter(isSafety)
      .flatMap(({ id, title }, n) => [...(n === 0 ? ['', 'Properties by number:'] : []), `  ${n}: ${id} - ${title}`]),
  ]
  return `/* ${lines.map((line) => inComment(line).trimEnd()).join('\n   ')}\n*/`
}

/**
 * The C text of a world.
 *
 * @param world compiled, with every reachable state explored: the model consists of what the exploration met, and what
 * it did not meet is a fault in the model
 */
export function pinsOf(world: CompiledWorld, text: ModelText): string {
  const tables = tablesOf(world)
  const layout = layoutOf(tables)
  const monitors = text.properties.filter(isSafety).map((property) => monitorTables(property, world.quantum))
  return [
    header(text),
    ['stdlib', 'string'].map((name) => `#include <${name}.h>`).join('\n'),
    ['pins', 'dlopen-api', 'pins-util', 'lts-type'].map((name) => `#include <ltsmin/${name}.h>`).join('\n'),
    declarations,
    dataOf(tables, layout, groupsOf(tables, layout)),
    semantics,
    watchCode(tables, monitors),
    pluginCode,
  ].join('\n\n')
}
