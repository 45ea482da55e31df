import type { Fault } from "../../wire/fault.ts";
import { notFound } from "../../wire/faults.ts";

// AWS's answers for what does not exist. An unknown API below a resource is an unknown resource.

export const unknownResource = (): Fault => notFound("Invalid Resource identifier specified");
export const unknownMethod = (): Fault => notFound("Invalid Method identifier specified");
export const unknownIntegration = (): Fault => notFound("Invalid Integration identifier specified");
export const unknownResponse = (): Fault => notFound("Invalid Response status code specified");
export const unknownValidator = (): Fault => notFound("Invalid Request Validator identifier specified");
export const unknownAuthorizer = (): Fault => notFound("Invalid Authorizer identifier specified");
export const unknownParameter = (): Fault => notFound("Invalid parameter name specified");
export const unknownContentType = (): Fault => notFound("Content-Type specified was not found");
export const unknownDeployment = (): Fault => notFound("Invalid Deployment identifier specified");
export const unknownStage = (): Fault => notFound("Invalid stage identifier specified");
export const unknownDocumentationPart = (): Fault => notFound("Invalid Documentation part identifier specified");
export const unknownDocumentationVersion = (): Fault => notFound("Invalid Documentation version specified");
export const unknownVpcLink = (): Fault => notFound("Invalid Vpc Link identifier specified");
export const unknownClientCertificate = (): Fault => notFound("Invalid Client Certificate identifier specified");
