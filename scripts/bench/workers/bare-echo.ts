/** A bare hibernatable Durable Object that echoes: what WebSocket APIs are measured against. 32 objects, as a stage has. */
import { DurableObject } from "cloudflare:workers";

interface Bindings {
  ECHO: DurableObjectNamespace<Echo>;
}

export class Echo extends DurableObject<Bindings> {
  override async fetch(): Promise<Response> {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    socket.send(message);
  }
}

export default {
  fetch: (request, { ECHO }) => ECHO.get(ECHO.idFromName(String(Math.floor(Math.random() * 32)))).fetch(request),
} satisfies ExportedHandler<Bindings>;
