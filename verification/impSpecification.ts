// The specification that the command works on where none is named: all machines, all properties.
import { siblingModule } from '../checker/parallel/workerPool.js'
import { scopeNames, type Scope } from '../machines/scopes.js'
import { answers } from '../properties/claims/answers.js'
import { specification as imp } from './impModule.js'
import { impRoles } from './imp/roles.js'
import { impTrials } from './imp/trials.js'
import { specificationOf } from './fromModule.js'
import type { Specification } from './specification.js'

/** Scopes that take too long to be proved in every product each time: they are proved configuration by configuration. */
const left: readonly Scope[] = ['installation']

export const specification: Specification = {
  ...specificationOf(imp, siblingModule('./impModule', import.meta.url)),
  everyProduct: scopeNames.filter((name) => !left.includes(name)),
  answers,
  roles: () => impRoles,
  trials: impTrials,
}
