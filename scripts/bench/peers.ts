/**
 * Other gateways, measured in the same run where `--peers` asks for them: packages of npm, of exact versions, installed into the run's
 * temporary folder and nowhere else; and nginx where the machine has it. They hand requests on and do nothing else.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cores, freePort, type Started, start } from "./processes.ts";
import { isOnPath } from "./programs.ts";
import { type LoadRequest, manyPaths } from "./row.ts";

interface Peer {
  name: string;
  /** by name, the exact version; none for what the machine has */
  packages: Record<string, string>;
  /** versions of packages below them, in the place of those that the registry lacks */
  overrides?: Record<string, string>;
  /** the files that it runs with */
  files(port: number, upstream: string, folder: string): Record<string, string>;
  command(folder: string): [program: string, ...args: string[]];
}

const withNode = (folder: string): [string, string] => [process.execPath, join(folder, "server.mjs")];

const PEERS: readonly Peer[] = [
  {
    name: "@fastify/http-proxy 11.6.3 on node",
    packages: { fastify: "5.12.8", "@fastify/http-proxy": "11.6.3" },
    files: (port, upstream) => ({
      "server.mjs": `import Fastify from "fastify";
import proxy from "@fastify/http-proxy";
const app = Fastify();
app.register(proxy, { upstream: ${JSON.stringify(upstream)} });
await app.listen({ port: ${port}, host: "127.0.0.1" });
`,
    }),
    command: withNode,
  },
  {
    name: "fast-gateway 5.0.1 on node",
    packages: { "fast-gateway": "5.0.1" },
    overrides: { "fast-proxy-lite": "1.1.2" },
    files: (port, upstream) => ({
      "server.mjs": `import gateway from "fast-gateway";
const routes = [{ prefix: "/users", prefixRewrite: "/users", target: ${JSON.stringify(upstream)} }];
gateway({ routes }).start(${port}, "127.0.0.1");
`,
    }),
    command: withNode,
  },
  {
    name: "express-gateway 1.16.11 on node",
    packages: { "express-gateway": "1.16.11" },
    files: (port, upstream) => ({
      "server.mjs": `import { cpSync } from "node:fs";
import { join } from "node:path";
cpSync("node_modules/express-gateway/lib/config/models", "config/models", { recursive: true });
const { default: gateway } = await import("express-gateway");
gateway().load(join(import.meta.dirname, "config")).run();
`,
      "config/gateway.config.yml": `http:
  port: ${port}
  hostname: 127.0.0.1
apiEndpoints:
  all:
    host: "*"
serviceEndpoints:
  upstream:
    url: ${upstream}
policies:
  - proxy
pipelines:
  default:
    apiEndpoints: [all]
    policies:
      - proxy:
          - action:
              serviceEndpoint: upstream
              changeOrigin: true
`,
      "config/system.config.yml": `db:
  redis:
    emulate: true
    namespace: EG
crypto:
  cipherKey: sensitiveKey
  algorithm: aes256
  saltRounds: 10
session:
  secret: keyboard cat
  resave: false
  saveUninitialized: false
accessTokens:
  timeToExpiry: 7200000
refreshTokens:
  timeToExpiry: 7200000
authorizationCodes:
  timeToExpiry: 300000
`,
    }),
    command: withNode,
  },
  {
    // Version 4 of serverless downloads a program of its own and wants an account; 13 is the plugin's last that runs with 3.
    name: "serverless-offline 13.9.0 on node",
    packages: { serverless: "3.40.0", "serverless-offline": "13.9.0" },
    files: (port, upstream) => ({
      "server.mjs": `process.env.SLS_TELEMETRY_DISABLED = "1";
process.env.SLS_NOTIFICATIONS_MODE = "off";
process.argv.push("offline", "start");
await import("./node_modules/serverless/bin/serverless.js");
`,
      // Without a function it opens no port.
      "unused.js": 'exports.handler = async () => ({ statusCode: 200, body: "" });\n',
      "serverless.yml": `service: peer
provider:
  name: aws
  runtime: nodejs20.x
plugins:
  - serverless-offline
custom:
  serverless-offline:
    host: 127.0.0.1
    httpPort: ${port}
    lambdaPort: 0
    resourceRoutes: true
    noPrependStageInUrl: true
functions:
  unused:
    handler: unused.handler
    events:
      - http: GET /unused
resources:
  Resources:
    Proxied:
      Type: AWS::ApiGateway::Resource
      Properties:
        PathPart: "{proxy+}"
        ParentId: { "Fn::GetAtt": [ApiGatewayRestApi, RootResourceId] }
        RestApiId: { Ref: ApiGatewayRestApi }
    Proxy:
      Type: AWS::ApiGateway::Method
      Properties:
        HttpMethod: GET
        AuthorizationType: NONE
        ResourceId: { Ref: Proxied }
        RestApiId: { Ref: ApiGatewayRestApi }
        RequestParameters: { method.request.path.proxy: true }
        Integration:
          Type: HTTP_PROXY
          IntegrationHttpMethod: GET
          Uri: ${upstream}/{proxy}
          RequestParameters: { integration.request.path.proxy: method.request.path.proxy }
`,
    }),
    command: withNode,
  },
];

const NGINX: Peer = {
  name: "nginx",
  packages: {},
  files: (port, upstream, folder) => ({
    "nginx.conf": `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  keepalive_requests 1000000000;
  upstream backend { server ${upstream.replace("http://", "")}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}
`,
  }),
  command: (folder) => ["nginx", "-e", "stderr", "-p", folder, "-c", join(folder, "nginx.conf")],
};

/** A running peer. */
export interface RunningPeer {
  name: string;
  pid: number;
  address: string;
  requests: LoadRequest[];
  stop(): Promise<void>;
}

/** Installs and starts all peers on the core of the system under test. One that cannot be installed, or does not answer, is left out, aloud. */
export async function startPeers(folder: string, upstream: string): Promise<RunningPeer[]> {
  const peers: RunningPeer[] = [];
  for (const [index, peer] of [...PEERS, ...(isOnPath("nginx") ? [NGINX] : [])].entries()) {
    console.log(`installing: ${peer.name}`);
    try {
      peers.push(await startPeer(peer, join(folder, `peer${index}`), upstream));
    } catch (error) {
      console.log(`left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return peers;
}

async function startPeer(peer: Peer, folder: string, upstream: string): Promise<RunningPeer> {
  mkdirSync(join(folder, "config/models"), { recursive: true });
  install(peer, folder);
  const port = await freePort();
  for (const [name, text] of Object.entries(peer.files(port, upstream, folder))) {
    writeFileSync(join(folder, name), text);
  }
  const [program, ...args] = peer.command(folder);
  const started = start(cores.system, program, args, folder);
  const address = `http://127.0.0.1:${port}`;
  await answering(peer.name, address, started);
  return { name: peer.name, pid: started.pid, address, requests: manyPaths("/users/"), stop: started.stop };
}

function install({ name, packages, overrides }: Peer, folder: string): void {
  const wanted = Object.entries(packages).map(([one, version]) => `${one}@${version}`);
  if (wanted.length === 0) return;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "peer", private: true, overrides }));
  const { status, stderr } = spawnSync(
    "npm",
    ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", ...wanted],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`npm install of ${name} failed:\n${stderr}`);
}

async function answering(name: string, address: string, started: Started): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(`${address}/users/1`).catch(() => undefined);
    if (answer?.status === 200 && (await answer.text()).length === 1_024) return;
    await sleep(100);
  }
  await started.stop();
  const { stdout, stderr } = await started.ended;
  throw new Error(`${name} does not answer as the upstream does:\n${stdout}${stderr}`);
}
