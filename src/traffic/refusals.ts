const JSON_TYPE = { "Content-Type": "application/json" };

/** A host or an id that belongs to nobody, as AWS answers it; and whoever may not know that it belongs to somebody. */
export function forbidden(): Response {
  return new Response('{"message":"Forbidden"}', { status: 403, headers: JSON_TYPE });
}

/** So many unknown names are being tried that nobody can say whether this one is known. */
export function tooManyLookUps(): Response {
  return new Response('{"message":"Too Many Requests"}', { status: 429, headers: JSON_TYPE });
}
