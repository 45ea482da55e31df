import type { Connection } from "../../plan/connection.ts";
import type { ExchangeStart } from "../exchange.ts";
import { LazyMap } from "../rest-api/lazy-map.ts";
import { RestExchange, type RestExchangePorts } from "../rest-api/rest-exchange.ts";
import { WEBSOCKET_CONTEXT } from "./context.ts";

/** What happens on a connection. */
export type ConnectionEvent =
  | { kind: "CONNECT" }
  | { kind: "MESSAGE"; messageId: string; /** null: a binary frame */ text: string | null }
  | { kind: "DISCONNECT"; code: number; reason: string };

/** The exchange of one event of a connection: of its beginning, of a message, of its end. */
export class WebSocketExchange extends RestExchange {
  readonly connection: Connection;
  readonly event: ConnectionEvent;

  constructor(start: ExchangeStart, ports: RestExchangePorts, connection: Connection, event: ConnectionEvent) {
    // Both ids of a request are the same (recorded).
    const id = ports.requestId();
    super(start, ports, id, id);
    this.connection = connection;
    this.event = event;
    // Templates and mappings see the variables of WebSocket APIs; who reads them is given this very exchange.
    this.context = new LazyMap(WEBSOCKET_CONTEXT, this) as unknown as RestExchange["context"];
  }
}
