// STS's own errors, which its schema does not list.

import { Fault } from "./fault.ts";

export const invalidParameterValue = (message: string): Fault => new Fault("InvalidParameterValue", 400, message);
