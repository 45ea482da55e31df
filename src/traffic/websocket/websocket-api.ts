import type { Closing, ClientMessage, MessageOutcome } from "../../plan/connection.ts";
import type { ExchangeStart, Later } from "../exchange.ts";
import { restFaults } from "../rest-api/faults.ts";
import { createRecorder, type RecordPorts } from "../record/recorder.ts";
import { builtInAnswer } from "../rest-api/gateway-response.ts";
import { loggedVariable } from "../rest-api/logged-variable.ts";
import { beginning, connect, noUpgrade } from "./connect.ts";
import { connectionsTarget } from "./connections-path.ts";
import { sendToGroups } from "./groups.ts";
import { manageConnection } from "./manage.ts";
import { answerMessage, resume, type ResumePorts, statusOf } from "./message.ts";
import { createRoutes, walk } from "./routes.ts";
import type { WebSocketExchange } from "./websocket-exchange.ts";

/** WebSocket APIs: connections begin with a request, messages and ends come from the object that holds the connection. */
export interface WebSocketApis {
  noStage(): Response;
  /** An upgrade request, or a request of the connections' management */
  run(start: ExchangeStart): Response | Promise<Response>;
  /** What becomes of a message; without a promise where nothing waits. Never fails. */
  message(message: ClientMessage, later: Later): MessageOutcome | Promise<MessageOutcome>;
  /** Runs `$disconnect`, where there is one. Never fails. */
  disconnected(closing: Closing, later: Later): Promise<void>;
}

export function createWebSocketApis(given: Omit<ResumePorts, "record"> & { record: RecordPorts }): WebSocketApis {
  const recorderOf = createRecorder<WebSocketExchange>(given.record, loggedVariable);
  const record: ResumePorts["record"] = (exchange, answer) => {
    const recorder = recorderOf(exchange.stage);
    if (!recorder) return;
    recorder(exchange, answer instanceof Response ? answer : new Response(null, { status: answer }));
  };
  const ports = { ...given, record };
  const routeOf = createRoutes(ports);
  return {
    noStage: () =>
      builtInAnswer(restFaults.forbidden, { requestId: ports.uuid(), extendedRequestId: ports.requestId() }),
    run: (start) => {
      const { request, path, deployment } = start;
      if (!deployment.isWebSocket())
        throw new Error(`a WebSocket API has a deployment of type ${deployment.head.kind}`);
      const target = connectionsTarget(path);
      if (target) return manageConnection(ports, beginning(ports, start), target);
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
        return noUpgrade(ports, start, deployment.head);
      return connect(ports, start, routeOf);
    },
    message: (message, later) => answerMessage(ports, message, later, routeOf),
    disconnected: async ({ connection, code, reason }, later) => {
      try {
        const exchange = await resume(ports, connection, { kind: "DISCONNECT", code, reason }, later);
        if (!exchange) return;
        exchange.routeKey = "$disconnect";
        const route = await routeOf(exchange.deployment, "$disconnect");
        if (!route) return;
        const refusal = await walk(route.steps, exchange);
        await sendToGroups(ports, exchange);
        record(exchange, statusOf(exchange, refusal));
      } catch (error) {
        console.error(
          JSON.stringify({ event: "disconnectFailed", connectionId: connection.id, reason: String(error) }),
        );
      }
    },
  };
}
