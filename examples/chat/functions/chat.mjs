// All routes of the chat. It keeps nothing: a room is a group of connections, and who speaks is what the authorizer has said.
const HANDLERS = {
  $connect: ({ name }) => ({ event: "joined", name }),
  $disconnect: ({ name }) => ({ event: "left", name }),
  say: ({ name }, { text }) => ({ event: "said", name, text: String(text).slice(0, 1000) }),
};

export const handler = async ({ requestContext, body }) => {
  const { principalId: name, room } = requestContext.authorizer;
  const happened = HANDLERS[requestContext.routeKey]({ name }, body ? JSON.parse(body) : {});
  const headers = { "Tollgate-Send": `room-${room}` };
  if (requestContext.routeKey === "$connect") headers["Tollgate-Join"] = `room-${room}`;
  return { statusCode: 200, headers, body: JSON.stringify(happened) };
};
