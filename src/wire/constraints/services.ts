import type { ServiceName } from "../schema.ts";
import { apigatewayConstraints } from "./apigateway.ts";
import { apigatewayv2Constraints } from "./apigatewayv2.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { lambdaConstraints } from "./lambda.ts";

const NONE: ServiceConstraints = { everywhere: {}, structures: {} };

const CONSTRAINTS: Readonly<Partial<Record<ServiceName, ServiceConstraints>>> = {
  apigateway: apigatewayConstraints,
  apigatewayv2: apigatewayv2Constraints,
  lambda: lambdaConstraints,
};

export const constraintsOf = (service: ServiceName): ServiceConstraints => CONSTRAINTS[service] ?? NONE;
