// Options that say which NATS server and stream are meant, and who we are.
import type { Command } from 'commander'
import { NoClient, type Access } from '../../oracle/watch/connect.js'
import { UsageError } from '../../verification/errors.js'
import { wholeNumber } from '../../verification/optionValues.js'

export interface ServerOptions {
  readonly nats?: string
  readonly stream: string
  readonly subject?: string
  readonly partitions?: string
  readonly user?: string
  readonly creds?: string
}

type Env = Readonly<Record<string, string | undefined>>

const given = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined || value === '' ? {} : ({ [key]: value } as Record<K, string>)

/** The server that is meant; what was not typed is taken from the environment, as the `nats` command does. */
export function accessOf({ nats, user, creds }: ServerOptions, env: Env): Access {
  const url = nats ?? env.NATS_URL ?? 'nats://127.0.0.1:4222'
  if (!/^(nats|tls):\/\/[^/]/.test(url)) {
    throw new UsageError(`--nats takes an address like nats://127.0.0.1:4222, not '${url}'`)
  }
  const [name, ...password] = user?.split(':') ?? []
  if (user !== undefined && password.length === 0) throw new UsageError(`--user takes NAME:PASSWORD, not '${user}'`)
  const tls = { ...given('ca', env.NATS_CA), ...given('cert', env.NATS_CERT), ...given('key', env.NATS_KEY) }
  return {
    url,
    ...given('user', name ?? env.NATS_USER),
    ...given('password', user === undefined ? env.NATS_PASSWORD : password.join(':')),
    ...given('token', user === undefined && creds === undefined ? env.NATS_TOKEN : undefined),
    ...given('creds', creds ?? env.NATS_CREDS),
    ...(Object.keys(tls).length > 0 ? { tls } : {}),
  }
}

/** Where the lines of a stream are, as far as it was said. */
export const layoutAsked = ({ subject, partitions }: ServerOptions): { prefix?: string; partitions?: number } => ({
  ...(subject === undefined ? {} : { prefix: subject }),
  ...(partitions === undefined ? {} : { partitions: wholeNumber('--partitions', partitions, 1) }),
})

/** A client that is not installed is a matter of usage: the message says what to do. */
export async function withClient<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    throw error instanceof NoClient ? new UsageError(error.message) : error
  }
}

/** Which stream, on which server, and who we are to it. */
export const withServer = (command: Command): Command =>
  command
    .option('--nats <url>', 'the server; NATS_URL, or nats://127.0.0.1:4222, if it is left out')
    .requiredOption('--stream <name>', 'the JetStream stream of the lines')
    .option('--subject <prefix>', 'lines are on PREFIX.<partition>.<device>; by default what the stream says')
    .option('--partitions <n>', 'how many, where the subjects of the stream do not say it')
    .option('--user <name:password>', 'or NATS_USER and NATS_PASSWORD, or NATS_TOKEN')
    .option('--creds <file>', 'a file with credentials; or NATS_CREDS')
