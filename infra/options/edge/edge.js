"use strict";

// Has CloudFront and a web application firewall stand before the API. The functions refuse what comes around them.
const { distribution, staticFiles, viewerAddress } = require("./distribution.js");

const CERTIFICATE = /^arn:aws:acm:us-east-1:/;

// Those that answer requests.
const FUNCTIONS = ["Web", "Report"];

function edge({ Resources, Outputs }, options) {
  if (!options.webAclArn) return null;
  const refusal = refused(options);
  if (refusal) return refusal;
  Resources.OriginSecret = {
    Type: "AWS::SecretsManager::Secret",
    Properties: {
      Description: "What CloudFront says to the API, so that nothing else is answered",
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    },
  };
  Resources.StaticFiles = staticFiles();
  Resources.ViewerAddress = viewerAddress();
  Resources.Distribution = distribution(options);
  for (const name of FUNCTIONS) letVerify(name, Resources);
  Outputs.DomainTarget = { Value: { "Fn::GetAtt": ["Distribution", "DomainName"] } };
  return null;
}

function refused({ domainName, certificateArn }) {
  if (!domainName) {
    return "webAclArn needs domainName and certificateArn: under its own names, CloudFront accepts old versions of TLS.";
  }
  if (CERTIFICATE.test(certificateArn)) return null;
  return `certificateArn is ${certificateArn}, and CloudFront takes certificates of us-east-1 alone.`;
}

function letVerify(name, Resources) {
  const secret = { "Fn::GetAtt": ["OriginSecret", "Id"] };
  Resources[`${name}LambdaFunction`].Properties.Environment.Variables.ORIGIN_SECRET = secret;
  Resources[`${name}Role`].Properties.Policies[0].PolicyDocument.Statement.push({
    Sid: "ReadTheOriginsSecret",
    Effect: "Allow",
    Action: "secretsmanager:GetSecretValue",
    Resource: secret,
  });
}

module.exports = edge;
