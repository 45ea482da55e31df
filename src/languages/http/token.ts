const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Whether a text is a token (RFC 9110, section 5.6.2), as header names are: the platform throws for other names. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}
