import type { Expression } from "./expression.ts";

/** A JSON value whose texts are made when called. */
export type JsonTemplate =
  | { kind: "text"; text: Expression }
  | { kind: "constant"; value: number | boolean }
  | { kind: "list"; items: JsonTemplate[] }
  | { kind: "map"; entries: [key: string, value: JsonTemplate][] };

/** What a service takes as a parameter: a text, a moment, a list of texts, or a map of SQS's message attributes. */
export type ParameterShape = "text" | "time" | "texts" | "attributes";

/** A parameter of a call. */
export interface ServiceParameter {
  /** as the integration names it: `StateMachineArn` */
  name: string;
  /** as the service does: `stateMachineArn` */
  member: string;
  shape: ParameterShape;
  /** as it is written in the integration, for what is said of a value that is missing */
  source: string;
  value: { kind: "expression"; expression: Expression } | { kind: "template"; template: JsonTemplate };
}

/** A call of an AWS service as a subtype of an integration makes it. */
export interface ServiceCall {
  /** `SQS-SendMessage` */
  subtype: string;
  /** as in the service's host: `sqs` */
  service: string;
  /** what this action's host has before that: `sync-`; mostly nothing */
  hostPrefix: string;
  /** `SendMessage` */
  action: string;
  /**
   * `action`: by the JSON or query protocol that the service has; `entries`: the member that holds the parameters as its only item.
   * `get`: a GET of the path, in which `{member}` is filled in; other members stand in the query.
   */
  request: { kind: "action"; entries: string | null } | { kind: "get"; path: string };
  /** null: the API's own region */
  region: Expression | null;
  /** the role's ARN */
  credentialsArn: Expression;
  parameters: ServiceParameter[];
  readsBody: boolean;
}
