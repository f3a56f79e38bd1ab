// 10^6 random steps of tables and live actors side by side: this half where the agent and the installer are seen.
import { halfAMillion } from './walks.js'

halfAMillion(['cloud', 'installation'], 2_000_000)
