import type { ClientCertificate } from "@aws-sdk/client-api-gateway";
import type { SealedKey } from "../../model/document.ts";
import type { Input, Output } from "../../wire/handlers.ts";
import type { Call } from "../call.ts";
import { limitOf, pageOf, positionOf } from "../pages.ts";
import { type PatchTable, applyPatches, listingRefusals } from "../patch.ts";
import { textRow } from "../patch-rows.ts";
import { checkedTags } from "../tag-rules.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { unknownClientCertificate } from "./missing.ts";

/** AWS's certificates are valid for 365 days. */
const LIFETIME_MILLIS = 365 * 24 * 60 * 60 * 1000;

/** What UpdateClientCertificate may patch (API reference, "Patch Operations"). */
const patches: PatchTable<ClientCertificate> = { refusals: listingRefusals, paths: [textRow("description")] };

/** Makes a certificate that stages can show to their backends. Its private key never leaves the gateway. */
export async function generateClientCertificate(
  call: Call,
  { description, tags }: Input<"apigateway", "GenerateClientCertificate">,
): Promise<Output<"apigateway", "GenerateClientCertificate">> {
  const createdDate = call.now();
  const expirationDate = new Date(createdDate.getTime() + LIFETIME_MILLIS);
  const serial = new Uint8Array(8);
  call.random(serial);
  const { certificate, privateKey } = await selfSignedCertificate(createdDate, expirationDate, serial);
  const id = call.newId(6);
  const body: ClientCertificate = {
    clientCertificateId: id,
    ...(description ? { description } : {}),
    pemEncodedCertificate: certificate,
    createdDate,
    expirationDate,
    ...(tags ? { tags: checkedTags(tags) } : {}),
  };
  const sealedKey = call.secrets.seal(`clientCertificate/${id}`, privateKey);
  await call.documents.create((edit) => edit.put("clientCertificate", id, { ...body, sealedKey }));
  return body;
}

export async function getClientCertificate(
  call: Call,
  { clientCertificateId }: Input<"apigateway", "GetClientCertificate">,
): Promise<Output<"apigateway", "GetClientCertificate">> {
  const row = await call.documents.get("clientCertificate", clientCertificateId);
  if (!row) throw unknownClientCertificate();
  return answer(row.body);
}

export async function getClientCertificates(
  call: Call,
  input: Input<"apigateway", "GetClientCertificates">,
): Promise<Output<"apigateway", "GetClientCertificates">> {
  const limit = limitOf(input.limit);
  const rows = await call.documents.list("clientCertificate", { after: positionOf(input.position), limit: limit + 1 });
  const { items, next } = pageOf(rows, limit);
  return { items: items.map(({ body }) => answer(body)), position: next };
}

export async function updateClientCertificate(
  call: Call,
  { clientCertificateId, patchOperations = [] }: Input<"apigateway", "UpdateClientCertificate">,
): Promise<Output<"apigateway", "UpdateClientCertificate">> {
  const after = await call.documents.edit("clientCertificate", clientCertificateId, ({ body }, edit) => {
    const certificate = { ...body };
    applyPatches(certificate, patchOperations, patches);
    if (!certificate.description) delete certificate.description;
    edit.put("clientCertificate", clientCertificateId, certificate);
    return certificate;
  });
  if (!after) throw unknownClientCertificate();
  return answer(after);
}

export async function deleteClientCertificate(
  call: Call,
  { clientCertificateId }: Input<"apigateway", "DeleteClientCertificate">,
): Promise<Output<"apigateway", "DeleteClientCertificate">> {
  const gone = await call.documents.edit("clientCertificate", clientCertificateId, (_certificate, edit) => {
    edit.remove("clientCertificate", clientCertificateId);
    return true;
  });
  if (!gone) throw unknownClientCertificate();
  return {};
}

/** A certificate without its key. */
function answer({ sealedKey: _secret, ...certificate }: ClientCertificate & SealedKey): ClientCertificate {
  return certificate;
}
