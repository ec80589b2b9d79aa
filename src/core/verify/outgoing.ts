const inspect = Symbol.for('nodejs.util.inspect.custom')

/** What a recipe says of the TLS of its connections, all PEM. */
export interface Tls {
  certificate?: string
  key?: string
  /** Trusted beside the authorities that the machine trusts. */
  authority?: string
  /** The certificate of the other side is not verified. */
  unverified: boolean
}

/** A request as it goes on the wire. Holds credentials: only the adapter that sends it looks at it. */
export interface Wire {
  method: string
  url: string
  /** Names in lower case; values one byte a character. */
  headers: Record<string, string>
  body: string | null
  /** The same object for every request of a check. */
  tls?: Tls | undefined
}

/** A request with its credentials inside: printing or serializing it shows method and host alone (law 1). */
export class OutgoingRequest {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** Host and port as shown to people. */
  readonly host: string
  readonly #wire: Wire

  constructor(wire: Wire) {
    const url = new URL(wire.url)
    this.method = wire.method
    this.origin = url.origin
    this.host = url.host
    this.#wire = wire
  }

  /** What to send; for the adapter only. */
  reveal(): Wire {
    return this.#wire
  }

  /** The same request to another place of the same origin. @throws Error for another origin: credentials never follow a redirect there */
  movedTo(location: URL): OutgoingRequest {
    if (location.origin !== this.origin) throw new Error('credentials do not follow to another origin')
    return new OutgoingRequest({...this.#wire, url: location.href})
  }

  /** Where a Location header leads from here, or null when it does not parse. */
  resolve(location: string): URL | null {
    return URL.canParse(location, this.#wire.url) ? new URL(location, this.#wire.url) : null
  }

  toString(): string {
    return `${this.method} ${this.origin}/***`
  }
  toJSON(): string {
    return this.toString()
  }
  [inspect](): string {
    return this.toString()
  }
}
