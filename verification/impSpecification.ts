// The specification that the command works on where none is named: all machines, all properties.
import { siblingModule } from '../checker/parallel/workerPool.js'
import { answers } from '../properties/claims/answers.js'
import { specification as imp } from './impModule.js'
import { impRoles } from './imp/roles.js'
import { impTrials } from './imp/trials.js'
import { specificationOf } from './fromModule.js'
import type { Specification } from './specification.js'

export const specification: Specification = {
  ...specificationOf(imp, siblingModule('./impModule', import.meta.url)),
  answers,
  roles: () => impRoles,
  trials: impTrials,
}
