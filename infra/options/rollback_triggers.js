"use strict";

// Has CloudFormation take a deployment back by itself if an alarm rings while it runs or soon after.
const { CloudFormationClient, DescribeStackResourcesCommand } = require("@aws-sdk/client-cloudformation");

// Alarms that a bad release rings within minutes. CloudFormation refuses a deployment while one of them rings, so
// none is here that rings for days, such as that of the dead-letter queue.
const ALARMS = ["WebErrorsAlarm", "PagesFailAlarm", "ClassifyErrorsAlarm", "ReportErrorsAlarm"];

async function rollbackTriggers(provider, { guardMinutes }) {
  const minutes = Number(guardMinutes);
  if (minutes === 0) return null;
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  const { StackResources } = await client.send(
    new DescribeStackResourcesCommand({ StackName: provider.naming.getStackName() }),
  );
  const alarms = StackResources.filter(({ LogicalResourceId }) => ALARMS.includes(LogicalResourceId));
  if (!alarms.length) return null;
  return { MonitoringTimeInMinutes: minutes, RollbackTriggers: alarms.map(trigger) };
}

// The physical name of an alarm is its name, and the stack's ARN has everything else.
function trigger({ StackId, PhysicalResourceId, ResourceType }) {
  const [, partition, , region, account] = StackId.split(":");
  return { Arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${PhysicalResourceId}`, Type: ResourceType };
}

module.exports = rollbackTriggers;
