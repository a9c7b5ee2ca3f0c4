"use strict";

// What CloudFormation knows of the stack that a deployment would change, and whether it can be changed at all.
const { CloudFormationClient, DescribeStacksCommand } = require("@aws-sdk/client-cloudformation");

async function deployedStack(provider) {
  const client = new CloudFormationClient(await provider.getAwsSdkV3Config());
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: provider.naming.getStackName() }));
    return Stacks[0];
  } catch (error) {
    if (error.message.includes("does not exist")) return null;
    throw error;
  }
}

// Deploy tool and CloudFormation find out later, once packages were uploaded, and do not say what to do.
function refusedState({ StackName, StackStatus = "" }) {
  const advice = adviceFor(StackStatus, StackName);
  return advice && `The stack ${StackName} is in ${StackStatus}: ${advice}`;
}

function adviceFor(status, name) {
  const again = "Then deploy again.";
  // A change set that no one carried out: it looks like work that goes on, and is none.
  if (["REVIEW_IN_PROGRESS", "CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"].includes(status)) {
    return `its first deployment did not end. Run \`aws cloudformation delete-stack --stack-name ${name}\`. ${again}`;
  }
  if (status.endsWith("_IN_PROGRESS")) return `something else changes it now. Wait until that has ended. ${again}`;
  if (status === "UPDATE_ROLLBACK_FAILED") {
    return `run \`aws cloudformation continue-update-rollback --stack-name ${name}\`. ${again}`;
  }
  if (status === "DELETE_FAILED") return "its removal did not end. Remove it again, and adopt what it left.";
  return null;
}

module.exports = { deployedStack, refusedState };
