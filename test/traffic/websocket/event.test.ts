import { expect, it } from "vitest";
import type { RestExchangePorts } from "../../../src/traffic/rest-api/rest-exchange.ts";
import { contextOf, functionEvent } from "../../../src/traffic/websocket/event.ts";
import type { ConnectionEvent, WebSocketExchange } from "../../../src/traffic/websocket/websocket-exchange.ts";
import disconnected from "../../fixtures/aws/events/apigw-websocket-request-disconnect.json";
import message from "../../fixtures/aws/events/apigw-websocket-request-send-message.json";
import connecting from "../../fixtures/aws/events/parser-apigw-websocket-connectEvent.json";

type Sample = typeof disconnected | typeof message | typeof connecting;

/** What a connection's exchange has that AWS's sample tells of. */
function exchangeOf({ requestContext: sample, ...rest }: Sample, event: ConnectionEvent): WebSocketExchange {
  const { identity, connectedAt, connectionId: id, domainName } = sample;
  const userAgent = "userAgent" in identity ? identity.userAgent : null;
  const connection = {
    id,
    connectedAt,
    domainName,
    sourceIp: identity.sourceIp,
    userAgent,
    authorizer: null,
    iam: null,
  };
  const own = {
    connection,
    event,
    routeKey: sample.routeKey,
    stage: { name: sample.stage },
    variables: {},
    apiId: sample.apiId,
    extendedRequestId: sample.extendedRequestId,
    startedAt: sample.requestTimeEpoch,
    messageId: "messageId" in sample ? sample.messageId : undefined,
    body: "body" in rest ? rest.body : null,
  };
  // All that an event reads.
  return own as unknown as WebSocketExchange;
}

/** Nothing of it is asked for by what comes on an open connection. */
const NO_PORTS = {} as RestExchangePorts;

it("the event of a message is AWS's sample", () => {
  const exchange = exchangeOf(message, { kind: "MESSAGE", text: message.body });
  expect(functionEvent(exchange, NO_PORTS)).toEqual(message);
});

it("the event of a connection's end is AWS's sample", () => {
  const { disconnectStatusCode: code, disconnectReason: reason } = disconnected.requestContext;
  const exchange = exchangeOf(disconnected, { kind: "DISCONNECT", code, reason });
  expect(functionEvent(exchange, NO_PORTS)).toEqual(disconnected);
});

it("the context of a connection's beginning has what AWS's sample has", () => {
  const { requestId: _own, requestTime: _madeUp, ...sample } = connecting.requestContext;
  expect(contextOf(exchangeOf(connecting, { kind: "CONNECT" }))).toEqual({
    ...sample,
    requestId: sample.extendedRequestId,
    requestTime: "19/Jan/2023:21:13:26 +0000",
  });
});
