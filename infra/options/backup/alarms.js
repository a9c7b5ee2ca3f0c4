"use strict";

// A backup that does not happen rings, whatever the reason is.

const A_DAY = 86400;

// The names and dimensions are AWS Backup's own.
const METRICS = {
  BackupsMissingAlarm: ["NumberOfBackupJobsCompleted", "Tables or buckets have no new backup for two days."],
  CopiesMissingAlarm: ["NumberOfCopyJobsCompleted", "Backups were not copied to the other vault for two days."],
};

function alarms(jobs, vault, copied) {
  const wanted = Object.entries(METRICS).filter(([name]) => copied || name !== "CopiesMissingAlarm");
  return Object.fromEntries(wanted.map(([name, metric]) => [name, alarm(jobs, vault, ...metric)]));
}

function alarm(jobs, vault, metric, description) {
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmDescription: description,
      Namespace: "AWS/Backup",
      MetricName: metric,
      Dimensions: [{ Name: "BackupVaultName", Value: vault }],
      Statistic: "Sum",
      Period: A_DAY,
      EvaluationPeriods: 2,
      Threshold: jobs,
      ComparisonOperator: "LessThanThreshold",
      // No data is the very thing that must not happen.
      TreatMissingData: "breaching",
      AlarmActions: [{ Ref: "AlarmTopic" }],
      OKActions: [{ Ref: "AlarmTopic" }],
    },
  };
}

module.exports = alarms;
