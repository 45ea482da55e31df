/** What web ACLs and rules must say of metrics. */
export const VisibilityConfig = {
  SampledRequestsEnabled: false,
  CloudWatchMetricsEnabled: false,
  MetricName: "unseen",
};
