import { describe, expect, it } from "vitest";
import { NOW, newApi, newTarget, refusal, v2, v2Call } from "../../support/v2-call.ts";

const call = v2Call();
const LOG = "arn:aws:logs:us-east-1:000000000000:log-group:/my/group";

async function apiWithRoute(): Promise<string> {
  const ApiId = await newApi(call);
  await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a", Target: await newTarget(call, ApiId) });
  return ApiId;
}

describe("CreateStage", () => {
  it("answers with AWS's members and defaults", async () => {
    const ApiId = await newApi(call);
    const stage = await v2.CreateStage(call, { ApiId, StageName: "dev" });
    expect(stage).toEqual({
      CreatedDate: NOW,
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      LastUpdatedDate: NOW,
      RouteSettings: {},
      StageName: "dev",
      StageVariables: {},
      Tags: {},
    });
    expect(await v2.GetStage(call, { ApiId, StageName: "dev" })).toEqual(stage);
    const ws = await newApi(call, "WEBSOCKET");
    expect((await v2.CreateStage(call, { ApiId: ws, StageName: "dev" })).DefaultRouteSettings).toEqual({
      DataTraceEnabled: false,
      DetailedMetricsEnabled: false,
      LoggingLevel: "OFF",
    });
  });

  it("deploys at once with AutoDeploy, or says why it could not", async () => {
    const ApiId = await newApi(call);
    await v2.CreateStage(call, { ApiId, StageName: "$default", AutoDeploy: true });
    expect(await v2.GetStage(call, { ApiId, StageName: "$default" })).toMatchObject({
      LastDeploymentStatusMessage:
        "Deployment attempt failed: Unable to deploy API because no valid routes exist in this API",
    });
    const Target = await newTarget(call, ApiId);
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a", Target });
    const stage = await v2.GetStage(call, { ApiId, StageName: "$default" });
    expect(stage.LastDeploymentStatusMessage).toBe(
      `Successfully deployed stage with deployment ID '${stage.DeploymentId}'`,
    );
    expect((await v2.GetDeployments(call, { ApiId })).Items).toEqual([
      {
        AutoDeployed: true,
        CreatedDate: NOW,
        DeploymentId: stage.DeploymentId,
        DeploymentStatus: "DEPLOYED",
        Description: "Automatic deployment triggered by changes to the Api configuration",
      },
    ]);
  });

  const route = { "GET /nosuch": { ThrottlingRateLimit: 1 } };
  it.each<[string, object, string, string]>([
    ["a second stage of a name", { StageName: "taken" }, "ConflictException", "Stage already exists"],
    ["a name with a space", { StageName: "bad stage" }, "BadRequestException", "Stage name only allows a-zA-Z0-9_"],
    [
      "an unknown deployment",
      { DeploymentId: "nosuch" },
      "NotFoundException",
      "Invalid Deployment identifier specified",
    ],
    [
      "a deployment with AutoDeploy",
      { DeploymentId: "nosuch", AutoDeploy: true },
      "BadRequestException",
      "Deployment ID cannot be set on stages with AutoDeploy enabled",
    ],
    [
      "settings of a route that does not exist",
      { RouteSettings: route },
      "NotFoundException",
      "Unable to find Route by key GET /nosuch within the provided RouteSettings",
    ],
    [
      "execution logs",
      { DefaultRouteSettings: { LoggingLevel: "INFO" } },
      "BadRequestException",
      "Execution logs are not supported on protocolType HTTP",
    ],
    [
      "half an access log",
      { AccessLogSettings: { DestinationArn: LOG } },
      "BadRequestException",
      "Access Log value missing. Expected destinationArn and format.",
    ],
    [
      "an access log without request id",
      { AccessLogSettings: { DestinationArn: LOG, Format: "$context.stage" } },
      "BadRequestException",
      "The following errors are found in Access Log Format: Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.stage'",
    ],
    [
      "an access log to Firehose",
      {
        AccessLogSettings: {
          DestinationArn: "arn:aws:firehose:us-east-1:1:deliverystream/amazon-apigateway-x",
          Format: "$context.requestId",
        },
      },
      "BadRequestException",
      "Access log destination must only contain characters a-z, A-Z, 0-9, '_', '-', '/', '.': 'deliverystream/amazon-apigateway-x'",
    ],
    [
      "a bad name of a stage variable",
      { StageVariables: { "a-b": "1" } },
      "BadRequestException",
      "Invalid stage variable name: a-b.  Please use names with only word characters.",
    ],
    [
      "a bad value of a stage variable",
      { StageVariables: { a: "<1>" } },
      "BadRequestException",
      "Invalid stage variable value of key a.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    ],
  ])("refuses %s", async (_what, members, code, message) => {
    const ApiId = await newApi(call);
    await v2.CreateStage(call, { ApiId, StageName: "taken" });
    expect(await refusal(v2.CreateStage(call, { ApiId, StageName: "new", ...members }))).toEqual([code, message]);
  });
});

describe("route settings", () => {
  it.each(["HTTP", "WEBSOCKET"] as const)(
    "of a %s API may name $default, $connect and $disconnect before there are such routes (recorded in AWS)",
    async (protocol) => {
      const ApiId = await newApi(call, protocol);
      const limits = { ThrottlingBurstLimit: 2222, ThrottlingRateLimit: 8888 };
      const keys = protocol === "HTTP" ? ["$default"] : ["$default", "$connect", "$disconnect"];
      const RouteSettings = Object.fromEntries(keys.map((key) => [key, limits]));
      await v2.CreateStage(call, { ApiId, StageName: "dev", RouteSettings });
      expect((await v2.GetStage(call, { ApiId, StageName: "dev" })).RouteSettings).toEqual(RouteSettings);
    },
  );
});

describe("UpdateStage", () => {
  it("merges variables (empty removes), route settings and default settings", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, {
      ApiId,
      StageName: "s",
      Description: "d",
      StageVariables: { a: "1", b: "2" },
      RouteSettings: { "GET /a": { ThrottlingBurstLimit: 1 } },
      DefaultRouteSettings: { ThrottlingRateLimit: 5 },
      Tags: { t: "1" },
    });
    const stage = await v2.UpdateStage(call, {
      ApiId,
      StageName: "s",
      Description: "",
      StageVariables: { a: "", c: "3" },
      RouteSettings: { "GET /a": { ThrottlingRateLimit: 2 } },
      DefaultRouteSettings: { DetailedMetricsEnabled: true },
    });
    expect(stage).toEqual({
      CreatedDate: NOW,
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingRateLimit: 5 },
      LastUpdatedDate: NOW,
      RouteSettings: { "GET /a": { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 2 } },
      StageName: "s",
      StageVariables: { b: "2", c: "3" },
      Tags: { t: "1" },
    });
    await v2.DeleteRouteSettings(call, { ApiId, StageName: "s", RouteKey: "GET /a" });
    expect((await v2.GetStage(call, { ApiId, StageName: "s" })).RouteSettings).toEqual({});
    expect((await refusal(v2.DeleteRouteSettings(call, { ApiId, StageName: "s", RouteKey: "GET /a" })))[0]).toBe(
      "NotFoundException",
    );
  });

  it("keeps access-log settings until they are deleted or set to nothing", async () => {
    const ApiId = await newApi(call);
    const AccessLogSettings = { DestinationArn: LOG, Format: "$context.requestId" };
    await v2.CreateStage(call, { ApiId, StageName: "s", AccessLogSettings });
    expect(await v2.UpdateStage(call, { ApiId, StageName: "s", Description: "x" })).toMatchObject({
      AccessLogSettings,
    });
    await v2.DeleteAccessLogSettings(call, { ApiId, StageName: "s" });
    expect(await v2.GetStage(call, { ApiId, StageName: "s" })).not.toHaveProperty("AccessLogSettings");
    await v2.UpdateStage(call, { ApiId, StageName: "s", AccessLogSettings });
    const none = await v2.UpdateStage(call, { ApiId, StageName: "s", AccessLogSettings: {} });
    expect(none).not.toHaveProperty("AccessLogSettings");
  });

  it("deploys what a stage has missed when automatic deployment is switched on", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, { ApiId, StageName: "s" });
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /b", Target: await newTarget(call, ApiId) });
    await v2.UpdateStage(call, { ApiId, StageName: "s", AutoDeploy: true });
    const stage = await v2.GetStage(call, { ApiId, StageName: "s" });
    expect(stage.LastDeploymentStatusMessage).toContain(stage.DeploymentId);
    const off = await v2.UpdateStage(call, { ApiId, StageName: "s", AutoDeploy: false });
    expect(off).toMatchObject({ DeploymentId: stage.DeploymentId });
    expect(off).not.toHaveProperty("LastDeploymentStatusMessage");
  });
});

describe("deployments", () => {
  it("are made of what the API is, and refuse to go while a stage points to them", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, { ApiId, StageName: "s" });
    const made = await v2.CreateDeployment(call, { ApiId, StageName: "s", Description: "one" });
    const DeploymentId = made.DeploymentId ?? "";
    expect(made).toEqual({
      AutoDeployed: false,
      CreatedDate: NOW,
      DeploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      DeploymentStatus: "DEPLOYED",
      Description: "one",
    });
    expect(await v2.GetDeployment(call, { ApiId, DeploymentId })).toEqual(made);
    expect(await v2.GetStage(call, { ApiId, StageName: "s" })).toMatchObject({ DeploymentId });
    expect(await v2.UpdateDeployment(call, { ApiId, DeploymentId, Description: "" })).not.toHaveProperty("Description");
    expect(await refusal(v2.DeleteDeployment(call, { ApiId, DeploymentId }))).toEqual([
      "BadRequestException",
      "Active stages pointing to this deployment must be moved or deleted",
    ]);
    await v2.DeleteStage(call, { ApiId, StageName: "s" });
    await v2.DeleteDeployment(call, { ApiId, DeploymentId });
    expect((await v2.GetDeployments(call, { ApiId })).Items).toEqual([]);
  });

  it("are refused for an API without a route that has an integration", async () => {
    const ApiId = await newApi(call);
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a" });
    expect(await refusal(v2.CreateDeployment(call, { ApiId }))).toEqual([
      "BadRequestException",
      "Unable to deploy API because no valid routes exist in this API",
    ]);
    const ws = await newApi(call, "WEBSOCKET");
    expect(await refusal(v2.CreateDeployment(call, { ApiId: ws }))).toEqual([
      "BadRequestException",
      "At least one route is required before deploying the Api.",
    ]);
  });

  it("are refused to a stage that does not exist or deploys automatically", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, { ApiId, StageName: "auto", AutoDeploy: true });
    expect((await refusal(v2.CreateDeployment(call, { ApiId, StageName: "nosuch" })))[1]).toBe(
      "Invalid stage identifier specified",
    );
    expect((await refusal(v2.CreateDeployment(call, { ApiId, StageName: "auto" })))[1]).toBe(
      "Deployment ID cannot be set on stages with AutoDeploy enabled",
    );
  });
});

describe("automatic deployment", () => {
  it("makes no deployment for changes that act without one: tags, texts, stages' own settings", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, { ApiId, StageName: "s", AutoDeploy: true });
    const { DeploymentId } = await v2.GetStage(call, { ApiId, StageName: "s" });
    await v2.UpdateApi(call, { ApiId, Description: "new" });
    await v2.TagResource(call, { ResourceArn: `arn:aws:apigateway:us-east-1::/apis/${ApiId}`, Tags: { a: "1" } });
    await v2.UpdateStage(call, { ApiId, StageName: "s", StageVariables: { a: "1" } });
    expect((await v2.GetStage(call, { ApiId, StageName: "s" })).DeploymentId).toBe(DeploymentId);
    await v2.UpdateApi(call, { ApiId, CorsConfiguration: { AllowOrigins: ["*"] } });
    expect((await v2.GetStage(call, { ApiId, StageName: "s" })).DeploymentId).not.toBe(DeploymentId);
  });

  it("keeps what was deployed when the last valid route goes, and says so", async () => {
    const ApiId = await newApi(call);
    const Target = await newTarget(call, ApiId);
    const { RouteId = "" } = await v2.CreateRoute(call, { ApiId, RouteKey: "GET /a", Target });
    await v2.CreateStage(call, { ApiId, StageName: "s", AutoDeploy: true });
    const { DeploymentId } = await v2.GetStage(call, { ApiId, StageName: "s" });
    await v2.DeleteRoute(call, { ApiId, RouteId });
    expect(await v2.GetStage(call, { ApiId, StageName: "s" })).toMatchObject({
      DeploymentId,
      LastDeploymentStatusMessage: expect.stringMatching(/^Deployment attempt failed: /),
    });
  });

  it("keeps an automatic deployment that another stage points to, and forgets it after that", async () => {
    const ApiId = await apiWithRoute();
    await v2.CreateStage(call, { ApiId, StageName: "auto", AutoDeploy: true });
    const { DeploymentId = "" } = await v2.GetStage(call, { ApiId, StageName: "auto" });
    await v2.CreateStage(call, { ApiId, StageName: "pinned", DeploymentId });
    await v2.CreateRoute(call, { ApiId, RouteKey: "GET /b", Target: await newTarget(call, ApiId) });
    const deployments = async () =>
      ((await v2.GetDeployments(call, { ApiId })).Items ?? []).map((one) => one.DeploymentId);
    expect(await deployments()).toContain(DeploymentId);
    await v2.DeleteStage(call, { ApiId, StageName: "pinned" });
    expect(await deployments()).not.toContain(DeploymentId);
    expect(await deployments()).toHaveLength(1);
  });
});
