"use strict";

// Gives a new release to a share of the requests and films first, and takes it back if an alarm rings meanwhile.
const { createHash } = require("node:crypto");
const path = require("node:path");

// Those that serve people and films. Account tasks are few, and tokens must be the same for everybody.
const FUNCTIONS = {
  Web: ["WebErrorsAlarm", "PagesFailAlarm"],
  Report: ["ReportErrorsAlarm", "PagesFailAlarm"],
  Classify: ["ClassifyErrorsAlarm", "FilmsFailAlarm"],
};

// Where a template names a function that is to be called.
const CALLED = {
  "AWS::ApiGatewayV2::Integration": "IntegrationUri",
  "AWS::Lambda::EventSourceMapping": "FunctionName",
  "AWS::Lambda::Permission": "FunctionName",
};

function canary({ Resources }, { canary: wanted, permissionsBoundary }) {
  if (!wanted) return null;
  Resources.CodeDeployRole = role(permissionsBoundary);
  Resources.Releases = { Type: "AWS::CodeDeploy::Application", Properties: { ComputePlatform: "Lambda" } };
  for (const [name, alarms] of Object.entries(FUNCTIONS)) {
    const version = versionOf(name, Resources);
    Resources[version] = { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: `${name}LambdaFunction` } } };
    Resources[`${name}Releases`] = deploymentGroup(wanted, alarms);
    Resources[`${name}Alias`] = alias(name, version);
  }
  for (const resource of Object.values(Resources)) call(resource, CALLED[resource.Type]);
  return null;
}

// The name changes with code and settings, and with nothing else: a version contains both, and CloudFormation makes
// another one only under another name. The folder of the upload carries the time.
function versionOf(name, Resources) {
  const { Code, ...settings } = Resources[`${name}LambdaFunction`].Properties;
  const content = JSON.stringify([path.basename(Code.S3Key), settings]);
  return `${name}Version${createHash("sha256").update(content).digest("hex").slice(0, 16)}`;
}

function alias(name, version) {
  const deployment = { ApplicationName: { Ref: "Releases" }, DeploymentGroupName: { Ref: `${name}Releases` } };
  return {
    Type: "AWS::Lambda::Alias",
    Properties: {
      Name: "live",
      FunctionName: { Ref: `${name}LambdaFunction` },
      FunctionVersion: { "Fn::GetAtt": [version, "Version"] },
    },
    UpdatePolicy: { CodeDeployLambdaAliasUpdate: deployment },
  };
}

function deploymentGroup(configuration, alarms) {
  return {
    Type: "AWS::CodeDeploy::DeploymentGroup",
    Properties: {
      ApplicationName: { Ref: "Releases" },
      ServiceRoleArn: { "Fn::GetAtt": ["CodeDeployRole", "Arn"] },
      DeploymentConfigName: `CodeDeployDefault.Lambda${configuration}`,
      DeploymentStyle: { DeploymentType: "BLUE_GREEN", DeploymentOption: "WITH_TRAFFIC_CONTROL" },
      AlarmConfiguration: { Enabled: true, Alarms: alarms.map((name) => ({ Name: { Ref: name } })) },
      AutoRollbackConfiguration: { Enabled: true, Events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"] },
    },
  };
}

function role(permissionsBoundary) {
  const functions = Object.keys(FUNCTIONS).map((name) => ({ "Fn::GetAtt": [`${name}LambdaFunction`, "Arn"] }));
  const statements = [
    {
      Sid: "ShiftRequests",
      Effect: "Allow",
      Action: ["lambda:GetAlias", "lambda:UpdateAlias"],
      Resource: functions.flatMap((arn) => [arn, { "Fn::Join": [":", [arn, "*"]] }]),
    },
    // CloudWatch knows no rights on single alarms for this.
    { Sid: "WatchAlarms", Effect: "Allow", Action: "cloudwatch:DescribeAlarms", Resource: "*" },
  ];
  const trusted = { Effect: "Allow", Principal: { Service: "codedeploy.amazonaws.com" }, Action: "sts:AssumeRole" };
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      PermissionsBoundary: permissionsBoundary,
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trusted] },
      Policies: [
        { PolicyName: "codedeploy", PolicyDocument: { Version: "2012-10-17", Statement: statements } },
      ],
    },
  };
}

function call({ Properties }, property) {
  const name = property && (Properties[property]?.["Fn::GetAtt"]?.[0] || "").replace(/LambdaFunction$/, "");
  if (name in FUNCTIONS) Properties[property] = { Ref: `${name}Alias` };
}

module.exports = canary;
