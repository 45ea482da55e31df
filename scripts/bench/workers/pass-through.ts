/** Hands every request to the upstream and its answer back, untouched. */
export default {
  fetch(request: Request, env: { UPSTREAM: string }): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(env.UPSTREAM + pathname + search, request);
  },
};
