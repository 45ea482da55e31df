import type { Connection } from "../../plan/connection.ts";
import type { ExchangeStart } from "../exchange.ts";
import { LazyMap } from "../rest-api/lazy-map.ts";
import { RestExchange, type RestExchangePorts } from "../rest-api/rest-exchange.ts";
import { WEBSOCKET_CONTEXT } from "./context.ts";

/** What happens on a connection. */
export type ConnectionEvent =
  | { kind: "CONNECT" }
  | { kind: "MESSAGE"; /** null: a binary frame */ text: string | null }
  | { kind: "DISCONNECT"; code: number; reason: string };

/** The exchange of one event of a connection: of its beginning, of a message, of its end. */
export class WebSocketExchange extends RestExchange {
  readonly connection: Connection;
  readonly event: ConnectionEvent;
  #messageId: string | undefined;

  constructor(start: ExchangeStart, ports: RestExchangePorts, connection: Connection, event: ConnectionEvent) {
    // Both ids of a request are the same (recorded).
    const id = ports.requestId();
    super(start, ports, id, id);
    this.connection = connection;
    this.event = event;
  }

  /** `$context.messageId`; undefined: it is no message */
  get messageId(): string | undefined {
    if (this.event.kind === "MESSAGE") this.#messageId ??= this.ports.requestId();
    return this.#messageId;
  }

  override ownContext(): LazyMap<RestExchange> {
    // Who reads them is given this very exchange.
    return new LazyMap(WEBSOCKET_CONTEXT, this) as unknown as LazyMap<RestExchange>;
  }
}
