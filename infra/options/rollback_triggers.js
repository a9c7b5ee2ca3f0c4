"use strict";

// Has CloudFormation take a deployment back by itself if an alarm rings while it runs or soon after.
const { CloudFormationClient, paginateListStackResources } = require("@aws-sdk/client-cloudformation");
const { deployedStack } = require("../deployed_stack.js");

// Alarms that a bad release rings within minutes. CloudFormation refuses a deployment while one of them rings, so
// none is here that rings for days, such as that of the dead-letter queue.
const ALARMS = ["WebErrorsAlarm", "PagesFailAlarm", "ClassifyErrorsAlarm", "ReportErrorsAlarm"];

async function rollbackTriggers(provider, { guardMinutes }) {
  const minutes = Number(guardMinutes);
  const { StackId, RollbackConfiguration = {} } = await deployedStack(provider);
  if (minutes === 0) {
    // CloudFormation remembers the alarms of the deployment before, until an empty list takes their place.
    return RollbackConfiguration.RollbackTriggers?.length ? { MonitoringTimeInMinutes: 0, RollbackTriggers: [] } : null;
  }
  const alarms = await guardingAlarms(provider, StackId);
  if (!alarms.length) return null;
  return { MonitoringTimeInMinutes: minutes, RollbackTriggers: alarms.map((alarm) => trigger(StackId, alarm)) };
}

// By pages: the stack has more resources than CloudFormation describes at once.
async function guardingAlarms(provider, stack) {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  const found = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    found.push(...StackResourceSummaries.filter(({ LogicalResourceId }) => ALARMS.includes(LogicalResourceId)));
  }
  return found;
}

// The physical name of an alarm is its name, and the stack's ARN has everything else.
function trigger(stack, { PhysicalResourceId, ResourceType }) {
  const [, partition, , region, account] = stack.split(":");
  return { Arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${PhysicalResourceId}`, Type: ResourceType };
}

module.exports = rollbackTriggers;
