/** What integrations and authorizers name a function by: the address at which API Gateway invokes it. */
export function functionUri(arn: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
