"use strict";

// Has CloudTrail record who reads films, results and studies, into an archive that no one empties before its time.
const archive = require("./archive.js");
const selectors = require("./selectors.js");

// How Object Lock guards the archive, by the name of the parameter's value.
const LOCKS = ["governance", "compliance"];

// The longest that S3 locks an object.
const LONGEST_DAYS = 36500;

// The trail is seen in every region, so its name must differ from that of the same stage elsewhere.
const TRAIL = "${AWS::StackName}-${AWS::Region}";

function reads({ Resources, Outputs }, { recordReads, auditRetentionDays }) {
  if (!recordReads) return null;
  if (!LOCKS.includes(recordReads)) return `recordReads is ${recordReads}, and must be ${LOCKS.join(" or ")}.`;
  const days = Number(auditRetentionDays);
  if (days > LONGEST_DAYS) return `auditRetentionDays is ${days}, and S3 locks objects for ${LONGEST_DAYS} days at most.`;
  const { bucket, policy } = archive(Resources, recordReads.toUpperCase(), days, TRAIL);
  Resources.Trail = {
    Type: "AWS::CloudTrail::Trail",
    // CloudTrail checks on creation that it may write.
    DependsOn: "ArchiveBucketPolicy",
    Properties: {
      TrailName: { "Fn::Sub": TRAIL },
      S3BucketName: { Ref: "ArchiveBucket" },
      IsLogging: true,
      EnableLogFileValidation: true,
      // A copy of the data in another region would be read there.
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      AdvancedEventSelectors: selectors(Resources),
    },
  };
  Resources.ArchiveBucket = bucket;
  Resources.ArchiveBucketPolicy = policy;
  Outputs.ArchiveBucketName = { Value: { Ref: "ArchiveBucket" } };
  Outputs.TrailArn = { Value: { "Fn::GetAtt": ["Trail", "Arn"] } };
  return null;
}

module.exports = reads;
