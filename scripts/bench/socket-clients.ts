/** WebSocket clients of the bench. */
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

/** Opens one connection. @throws where it is refused */
export function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Opens connections evenly, so many a second. */
export async function connectMany(url: string, count: number, perSecond: number): Promise<WebSocket[]> {
  const opening: Promise<WebSocket>[] = [];
  const begun = performance.now();
  while (opening.length < count) {
    const due = Math.min(count, ((performance.now() - begun) / 1000) * perSecond);
    while (opening.length < due) opening.push(connect(url));
    await sleep(5);
  }
  return Promise.all(opening);
}

/** Closes connections and waits for their ends. */
export async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const ended = sockets.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
  for (const socket of sockets) socket.close();
  await Promise.race([Promise.all(ended), sleep(5_000)]);
  for (const socket of sockets) socket.terminate();
}

/** Sends a message on each connection as soon as the last one was answered, for some seconds. Gives the number of answers. */
export async function pingPong(sockets: readonly WebSocket[], message: string, seconds: number): Promise<number> {
  let answers = 0;
  let goesOn = true;
  for (const socket of sockets) {
    socket.removeAllListeners("message");
    socket.on("message", () => {
      answers++;
      if (goesOn) socket.send(message);
    });
    socket.send(message);
  }
  await sleep(seconds * 1000);
  goesOn = false;
  const counted = answers;
  await sleep(200);
  return counted;
}
