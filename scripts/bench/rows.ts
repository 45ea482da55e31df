/** The rows in the order of the table; the first one is the baseline that the others are measured against. */
import type { Row } from "./row.ts";
import { constant } from "./rows/constant.ts";
import { gatewayCached } from "./rows/gateway-cached.ts";
import { gatewayEverything } from "./rows/gateway-everything.ts";
import { gatewayFunction } from "./rows/gateway-function.ts";
import { gatewayHttpProxy } from "./rows/gateway-http-proxy.ts";
import { gatewayLimits } from "./rows/gateway-limits.ts";
import { gatewayJwt } from "./rows/gateway-jwt.ts";
import { gatewayMock } from "./rows/gateway-mock.ts";
import { gatewaySigv4 } from "./rows/gateway-sigv4.ts";
import { gatewayVtl } from "./rows/gateway-vtl.ts";
import { handKey } from "./rows/hand-key.ts";
import { handMapping } from "./rows/hand-mapping.ts";
import { handToken } from "./rows/hand-token.ts";
import { handWritten } from "./rows/hand-written.ts";
import { headerEdits } from "./rows/header-edits.ts";
import { hono } from "./rows/hono.ts";
import { objectPerRequest } from "./rows/object-per-request.ts";
import { passThrough } from "./rows/pass-through.ts";
import { postThrough } from "./rows/post-through.ts";

export const baseline: Row = passThrough;
export const cases: readonly Row[] = [
  headerEdits,
  hono,
  constant,
  gatewayHttpProxy,
  gatewayJwt,
  handToken,
  gatewaySigv4,
  gatewayMock,
  gatewayCached,
  gatewayVtl,
  handMapping,
  postThrough,
  gatewayFunction,
  gatewayLimits,
  handKey,
  gatewayEverything,
  handWritten,
  objectPerRequest,
];

/** The cases whose name contains one of the texts; without a text all of them. */
export function chosen(texts: readonly string[]): readonly Row[] {
  return texts.length === 0 ? cases : cases.filter(({ name }) => texts.some((text) => name.includes(text)));
}
