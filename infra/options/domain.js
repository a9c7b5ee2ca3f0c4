"use strict";

// Serves the pages under a name of the customer, and under no other.

function domain({ Resources, Outputs }, { domainName, certificateArn, origin, webAclArn }) {
  if (!domainName && !certificateArn) return null;
  if (!domainName || !certificateArn) return "domainName and certificateArn are given together or not at all.";
  if (origin !== `https://${domainName}`) {
    return `domainName is ${domainName}, so origin must be https://${domainName}: links and uploads use it.`;
  }
  // CloudFront has the name then, and not the API.
  if (webAclArn) return null;
  Resources.Domain = {
    Type: "AWS::ApiGatewayV2::DomainName",
    Properties: {
      DomainName: domainName,
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: "REGIONAL", SecurityPolicy: "TLS_1_2" },
      ],
    },
  };
  Resources.DomainMapping = {
    Type: "AWS::ApiGatewayV2::ApiMapping",
    Properties: { ApiId: { Ref: "HttpApi" }, DomainName: { Ref: "Domain" }, Stage: { Ref: "HttpApiStage" } },
  };
  // Whatever stands before the domain, such as a firewall, would be passed by under the other address.
  Resources.HttpApi.Properties.DisableExecuteApiEndpoint = true;
  Outputs.DomainTarget = { Value: { "Fn::GetAtt": ["Domain", "RegionalDomainName"] } };
  return null;
}

module.exports = domain;
