"use strict";

// Has X-Ray record how long each function takes. Traces contain no films, addresses or references. They do not show
// the way of a film, which the logs do: docs/operations.md, One film in the logs.

function tracing({ Resources }, { tracing: wanted }) {
  if (String(wanted) !== "true") return null;
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type === "AWS::Lambda::Function") Properties.TracingConfig = { Mode: "Active" };
    if (Type === "AWS::IAM::Role") {
      Properties.Policies[0].PolicyDocument.Statement.push({
        Sid: "Trace",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        // X-Ray has no resources that could be named.
        Resource: "*",
      });
    }
  }
  return null;
}

module.exports = tracing;
