/** Answers every request with the same 1 KB of JSON from memory. */
const body = new TextEncoder().encode(JSON.stringify({ text: "x".repeat(1_013) }));
const headers = new Headers({ "content-type": "application/json" });

export default {
  fetch: () => new Response(body, { headers }),
} satisfies ExportedHandler;
