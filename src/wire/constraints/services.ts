import type { ServiceName } from "../schema.ts";
import { apigatewayConstraints } from "./apigateway.ts";
import { apigatewayv2Constraints } from "./apigatewayv2.ts";
import type { ServiceConstraints } from "./constraint.ts";
import { iamConstraints } from "./iam.ts";
import { lambdaConstraints } from "./lambda.ts";
import { stsConstraints } from "./sts.ts";
import { wafv2Constraints } from "./wafv2.ts";

const CONSTRAINTS: Readonly<Record<ServiceName, ServiceConstraints>> = {
  apigateway: apigatewayConstraints,
  apigatewayv2: apigatewayv2Constraints,
  apigatewaymanagementapi: { everywhere: {}, structures: {} },
  lambda: lambdaConstraints,
  iam: iamConstraints,
  sts: stsConstraints,
  logs: { everywhere: {}, structures: {} },
  wafv2: wafv2Constraints,
};

export const constraintsOf = (service: ServiceName): ServiceConstraints => CONSTRAINTS[service];
