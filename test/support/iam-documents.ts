/** A policy of one statement that allows. `over`: say, a Condition. */
export function allow(Action: string | string[], Resource: string | string[] = "*", over: object = {}): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource, ...over }] });
}

/** A trust policy of one statement. */
export function trust(Principal: string | object, over: object = {}): string {
  const statement = { Effect: "Allow", Principal, Action: "sts:AssumeRole", ...over };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
