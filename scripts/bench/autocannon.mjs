// Where there is no wrk: autocannon ADDRESS REQUESTS.json CONNECTIONS SECONDS PER_SECOND (0: as fast as may be), and a line of JSON as load.ts reads it.
import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const [address, file, connections, seconds, perSecond] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(file, "utf8")).map((request) => ({ method: "GET", ...request }));
// Every connection has the list to itself: each begins elsewhere in it, so that all of them together send the requests in turn.
let begun = 0;
const result = await autocannon({
  url: address,
  connections: Number(connections),
  setupClient(client) {
    const at = Math.floor((requests.length * begun++) / Number(connections));
    client.setRequests([...requests.slice(at), ...requests.slice(0, at)]);
  },
  duration: Number(seconds),
  requests,
  ...(Number(perSecond) > 0 && { overallRate: Number(perSecond) }),
});
/** The answers by status, and what got none. */
function seen({ statusCodeStats, errors, timeouts }) {
  const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} × ${status}`);
  return [...statuses, `${errors} errors`, `${timeouts} timeouts`].join(", ");
}

console.log(
  JSON.stringify({
    requests: result.requests.total,
    requestsPerSecond: result.requests.total / result.duration,
    // autocannon counts whole milliseconds. A connection sends its next request at once, so this is the mean.
    medianMicroseconds: (Number(connections) * result.duration * 1e6) / result.requests.total,
    bad: result.non2xx + result.errors + result.timeouts,
    seen: seen(result),
  }),
);
