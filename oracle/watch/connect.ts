// The connection to NATS. Its client is loaded when it is first needed: who only checks logs need not install it.
import type * as jetstream from '@nats-io/jetstream'
import type * as kv from '@nats-io/kv'
import type * as transport from '@nats-io/transport-node'
import type { JetStreamClient, JetStreamManager, StreamInfo } from '@nats-io/jetstream'
import type { KV, Kvm } from '@nats-io/kv'
import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import { readFileSync } from 'node:fs'
import { reasonOf } from '../../model/errors.js'
import { UnreadableInput } from '../read/errors.js'

/** Where the server is, and who we are. */
export interface Access {
  /** `nats://host:4222`, or several with commas between them; `tls://` for an encrypted connection. */
  readonly url: string
  readonly user?: string
  readonly password?: string
  readonly token?: string
  /** Path of a file with credentials, as `nsc` writes them. */
  readonly creds?: string
  /** Paths: the certificate of the authority, ours, and the key of ours. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string }
}

/** An open connection, and what is done over it. */
export interface Nats {
  /** For messages: the address, without a password. */
  readonly name: string
  readonly connection: NatsConnection
  readonly js: JetStreamClient
  readonly manager: JetStreamManager
  readonly kvm: Kvm
  readonly client: Client
}

/** The parts of the client that are values, not types. */
export type Client = Omit<typeof transport, 'default'> & Omit<typeof jetstream, 'default'> & Omit<typeof kv, 'default'>

/** What the client consists of. */
export const clientPackages = ['@nats-io/transport-node', '@nats-io/jetstream', '@nats-io/kv'] as const

/** The client of NATS is not installed; says how to. */
export class NoClient extends Error {
  override readonly name = 'NoClient'
  constructor(cause: unknown) {
    super(`the client of NATS is not installed; install it: npm install ${clientPackages.join(' ')}`, { cause })
  }
}

const load = async (): Promise<Client> => {
  try {
    const parts = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
      import('@nats-io/kv'),
    ])
    return { ...parts[0], ...parts[1], ...parts[2] }
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ERR_MODULE_NOT_FOUND') throw new NoClient(error)
    throw error
  }
}

const withoutPassword = (url: string): string => url.replace(/\/\/[^@/,]*@/g, '//')

const codeIn = (error: unknown): string => {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const { code } = at as { readonly code?: unknown }
    if (typeof code === 'string') return code
  }
  return ''
}

/** What an error of the client means to who runs the command. */
export function meaningOf(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  const text = reasonOf(error)
  const code = codeIn(error)
  if (name === 'AuthorizationError' || /authorization violation|authentication/i.test(text)) {
    return `does not let us in (${text}); give --user, --creds, or NATS_USER and NATS_PASSWORD`
  }
  if (/permissions? violation/i.test(text)) return `does not permit it: ${text}`
  if (name === 'JetStreamNotEnabled' || /jetstream (is )?not enabled/i.test(text)) {
    return 'has no JetStream; start it with nats-server -js, or enable it for the account'
  }
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'].includes(code) || /refused/i.test(text)) {
    return `cannot be reached (${code || text}); is it running there?`
  }
  if (name === 'TimeoutError' || /timeout/i.test(text)) return 'does not answer in time'
  return text
}

function optionsOf({ url, user, password, token, creds, tls }: Access, client: Client): ConnectionOptions {
  const [userIn, passwordIn] = (/\/\/([^@/,]*)@/.exec(url)?.[1]?.split(':') ?? []).map(decodeURIComponent)
  const read = (path: string): Uint8Array => {
    try {
      return readFileSync(path)
    } catch (error) {
      throw new UnreadableInput(path, 0, `cannot be read: ${reasonOf(error)}`)
    }
  }
  const named = user ?? (passwordIn === undefined ? undefined : userIn)
  const secret = token ?? (passwordIn === undefined ? userIn : undefined)
  return {
    servers: url.split(',').map(withoutPassword),
    name: 'impspec',
    maxReconnectAttempts: -1,
    ...(named === undefined ? {} : { user: named, pass: password ?? passwordIn ?? '' }),
    ...(secret === undefined ? {} : { token: secret }),
    ...(creds === undefined ? {} : { authenticator: client.credsAuthenticator(read(creds)) }),
    ...(tls === undefined && !url.startsWith('tls:')
      ? {}
      : {
          tls: {
            ...(tls?.ca === undefined ? {} : { caFile: tls.ca }),
            ...(tls?.cert === undefined ? {} : { certFile: tls.cert }),
            ...(tls?.key === undefined ? {} : { keyFile: tls.key }),
          },
        }),
  }
}

/** How long the server may take to answer, in ms: it writes to disk before it does, which takes its time under load. */
const patience = 20_000

/**
 * Connects.
 *
 * @throws NoClient where the client is not installed
 * @throws UnreadableInput for a server that cannot be reached, does not let us in, or has no JetStream
 */
export async function connectTo(access: Access): Promise<Nats> {
  const client = await load()
  const name = withoutPassword(access.url)
  let connection: NatsConnection | undefined
  try {
    connection = await client.connect(optionsOf(access, client))
    const manager = await client.jetstreamManager(connection, { checkAPI: true, timeout: patience })
    const js = manager.jetstream()
    return { name, connection, js, manager, kvm: new client.Kvm(js), client }
  } catch (error) {
    await connection?.close()
    throw error instanceof UnreadableInput ? error : new UnreadableInput(name, 0, meaningOf(error))
  }
}

/** Whether the server says that there is no such stream. */
const isMissing = ({ client }: Nats, error: unknown): boolean =>
  error instanceof client.JetStreamApiError && error.code === client.JetStreamApiCodes.StreamNotFound

/** A stream, or undefined if there is none. */
export async function streamCalled(nats: Nats, stream: string): Promise<StreamInfo | undefined> {
  try {
    return await nats.manager.streams.info(stream)
  } catch (error) {
    if (isMissing(nats, error)) return undefined
    throw new UnreadableInput(nats.name, 0, meaningOf(error))
  }
}

/** Whether a conditional write came too late: somebody else has written since. */
export const isConflict = ({ client }: Nats, error: unknown): boolean =>
  error instanceof client.JetStreamApiError &&
  (error.code === client.JetStreamApiCodes.StreamWrongLastSequence ||
    error.code === client.JetStreamApiCodes.StreamWrongLastSequenceUnknown)

/** The values of the keys that match now, by key. */
export async function valuesIn(
  kv: KV,
  key: string,
  visit: (key: string, value: Uint8Array, revision: number) => void,
): Promise<void> {
  const entries = await kv.history({ key })
  for await (const { key: name, operation, value, revision } of entries) {
    if (operation === 'PUT') visit(name, value, revision)
  }
}
