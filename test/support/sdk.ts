/** Clients that a gateway generates, unpacked. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GetSdkCommand } from "@aws-sdk/client-api-gateway";
import { strFromU8, unzipSync } from "fflate";
import { apiGateway } from "./clients.ts";
import type { Gateway } from "./gateway.ts";

export interface UnpackedSdk {
  path: string;
  /** their texts */
  files: Record<string, string>;
  contentType: string | undefined;
  contentDisposition: string | undefined;
}

/** Fetches the client of an API's stage `prod` and unpacks it into a folder of its own. */
export async function unpackSdk(
  gateway: Gateway,
  restApiId: string,
  sdkType: string,
  folder: string,
): Promise<UnpackedSdk> {
  const answer = await apiGateway(gateway).send(new GetSdkCommand({ restApiId, stageName: "prod", sdkType }));
  const files = Object.fromEntries(
    Object.entries(unzipSync(answer.body ?? new Uint8Array())).map(([name, bytes]) => [name, strFromU8(bytes)]),
  );
  const path = join(folder, sdkType);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  const { contentType, contentDisposition } = answer;
  return { path, files, contentType, contentDisposition };
}
