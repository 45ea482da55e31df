// The authorizer: who comes in, and into which room. What it returns goes with every later message of the connection.
const WORD = /^[\w-]{1,20}$/;

export const handler = async ({ queryStringParameters, methodArn }) => {
  const { name = "", room = "" } = queryStringParameters ?? {};
  if (!WORD.test(name) || !WORD.test(room)) throw new Error("Unauthorized");
  return {
    principalId: name,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: methodArn }],
    },
    context: { room },
  };
};
