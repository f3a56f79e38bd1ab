// Every rule that is broken on purpose, and what the property that notices must show.
import { ofTheDevice } from './device.js'
import { ofTheOthers } from './others.js'

export const breaks = [...ofTheDevice, ...ofTheOthers]
