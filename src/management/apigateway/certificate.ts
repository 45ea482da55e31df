import { encodeBase64 } from "../../wire/base64.ts";

/** A certificate with the key that it belongs to. */
export interface Certificate {
  /** PEM */
  certificate: string;
  /** PKCS #8, PEM: a secret */
  privateKey: string;
}

/** RFC 4055: sha256WithRSAEncryption. */
const SHA256_WITH_RSA = der(0x30, der(0x06, hex("2a864886f70d01010b")), der(0x05));

/** Whom AWS's certificates name, as issuer and as subject: C=US, L=Seattle, CN=ApiGateway (X.520 attributes). */
const NAME = der(
  0x30,
  ...[
    ["550406", 0x13, "US"],
    ["550407", 0x0c, "Seattle"],
    ["550403", 0x0c, "ApiGateway"],
  ].map(([oid, type, text]) =>
    der(0x31, der(0x30, der(0x06, hex(String(oid))), der(Number(type), ascii(String(text))))),
  ),
);

/** RFC 5280, 4.2.1.9 and 4.2.1.12: no authority, for clients. */
const EXTENSIONS = der(
  0xa3,
  der(
    0x30,
    der(0x30, der(0x06, hex("551d13")), der(0x04, der(0x30))),
    der(0x30, der(0x06, hex("551d25")), der(0x04, der(0x30, der(0x06, hex("2b06010505070302"))))),
  ),
);

/** Makes a self-signed X.509 certificate over a new RSA key of 2048 bits (RFC 5280). `serial`: 8 unpredictable bytes. */
export async function selfSignedCertificate(notBefore: Date, notAfter: Date, serial: Uint8Array): Promise<Certificate> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const parameters = { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  // An algorithm of key pairs makes a pair.
  const keys = (await crypto.subtle.generateKey(parameters, true, ["sign", "verify"])) as CryptoKeyPair;
  const publicKey = new Uint8Array((await crypto.subtle.exportKey("spki", keys.publicKey)) as ArrayBuffer);
  const privateKey = new Uint8Array((await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer);
  const validity = der(0x30, utcTime(notBefore), utcTime(notAfter));
  const version = der(0xa0, der(0x02, Uint8Array.of(2)));
  const signed = der(
    0x30,
    version,
    der(0x02, positive(serial)),
    SHA256_WITH_RSA,
    NAME,
    validity,
    NAME,
    publicKey,
    EXTENSIONS,
  );
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm, keys.privateKey, signed));
  const certificate = der(0x30, signed, SHA256_WITH_RSA, der(0x03, Uint8Array.of(0), signature));
  return { certificate: pem("CERTIFICATE", certificate), privateKey: pem("PRIVATE KEY", privateKey) };
}

/** One value in DER (X.690): its tag, its length, its content. */
function der(tag: number, ...content: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  const value = new Uint8Array(1 + length.length + size);
  value.set([tag, ...length]);
  let at = 1 + length.length;
  for (const part of content) {
    value.set(part, at);
    at += part.length;
  }
  return value;
}

/** An integer's bytes as a positive number that is not zero. */
function positive(bytes: Uint8Array): Uint8Array {
  const [first = 0, ...rest] = bytes;
  return Uint8Array.of((first & 0x3f) | 0x40, ...rest);
}

/** `YYMMDDhhmmssZ`: for years before 2050. */
function utcTime(date: Date): Uint8Array {
  return der(0x17, ascii(`${date.toISOString().slice(2, 19).replaceAll(/[-T:]/g, "")}Z`));
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function pem(label: string, bytes: Uint8Array): string {
  const lines = encodeBase64(bytes).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----`;
}
