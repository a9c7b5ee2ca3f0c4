"use strict";

// CloudFront before the API: static files are cached by their fingerprint, and nothing else is.
const fs = require("node:fs");
const path = require("node:path");

const VIEWER_ADDRESS = fs.readFileSync(path.join(__dirname, "viewer_address.js"), "utf8");

// AWS's own policies, by their fixed identifiers.
const CACHE_NOTHING = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"; // CachingDisabled
const FORWARD_ALL = "b689b0a8-53d0-40ab-baf2-68738e2966ac"; // AllViewerExceptHostHeader: the API refuses other hosts.

// CloudFront keeps these for ten seconds otherwise, most of them whatever Cache-Control says, and for everybody: it
// would show a member the refusal of somebody else.
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

const A_YEAR = 31536000;

function distribution({ domainName, certificateArn, webAclArn }) {
  return {
    Type: "AWS::CloudFront::Distribution",
    Properties: {
      DistributionConfig: {
        Enabled: true,
        Comment: { Ref: "AWS::StackName" },
        Aliases: [domainName],
        ViewerCertificate: {
          AcmCertificateArn: certificateArn,
          SslSupportMethod: "sni-only",
          MinimumProtocolVersion: "TLSv1.2_2021",
        },
        WebACLId: webAclArn,
        HttpVersion: "http2and3",
        IPV6Enabled: true,
        // North America, Europe and Israel. The pages work from elsewhere, too.
        PriceClass: "PriceClass_100",
        Origins: [api()],
        // No policy of response headers: the app sets the security headers itself.
        DefaultCacheBehavior: {
          TargetOriginId: "api",
          ViewerProtocolPolicy: "redirect-to-https",
          AllowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
          CachePolicyId: CACHE_NOTHING,
          OriginRequestPolicyId: FORWARD_ALL,
          FunctionAssociations: [
            { EventType: "viewer-request", FunctionARN: { "Fn::GetAtt": ["ViewerAddress", "FunctionARN"] } },
          ],
        },
        CacheBehaviors: [
          {
            PathPattern: "/static/*",
            TargetOriginId: "api",
            ViewerProtocolPolicy: "redirect-to-https",
            AllowedMethods: ["GET", "HEAD"],
            CachePolicyId: { Ref: "StaticFiles" },
          },
        ],
        CustomErrorResponses: ERRORS.map((code) => ({ ErrorCode: code, ErrorCachingMinTTL: 0 })),
      },
    },
  };
}

function api() {
  return {
    Id: "api",
    DomainName: { "Fn::Sub": "${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}" },
    OriginCustomHeaders: [
      { HeaderName: "X-Origin-Verify", HeaderValue: { "Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}" } },
    ],
    CustomOriginConfig: {
      OriginProtocolPolicy: "https-only",
      OriginSSLProtocols: ["TLSv1.2"],
      // API Gateway gives up after 30 seconds.
      OriginReadTimeout: 30,
    },
  };
}

// Cookies, queries and headers reach neither the cache nor the API. What names no age, such as an error, is not kept.
function staticFiles() {
  const none = {
    CookiesConfig: { CookieBehavior: "none" },
    HeadersConfig: { HeaderBehavior: "none" },
    QueryStringsConfig: { QueryStringBehavior: "none" },
  };
  return {
    Type: "AWS::CloudFront::CachePolicy",
    Properties: {
      CachePolicyConfig: {
        Name: { "Fn::Sub": "${AWS::StackName}-${AWS::Region}-static" },
        MinTTL: 0,
        DefaultTTL: 0,
        MaxTTL: A_YEAR,
        ParametersInCacheKeyAndForwardedToOrigin: {
          ...none,
          EnableAcceptEncodingBrotli: true,
          EnableAcceptEncodingGzip: true,
        },
      },
    },
  };
}

function viewerAddress() {
  return {
    Type: "AWS::CloudFront::Function",
    Properties: {
      Name: { "Fn::Sub": "${AWS::StackName}-${AWS::Region}-viewer" },
      AutoPublish: true,
      FunctionCode: VIEWER_ADDRESS,
      FunctionConfig: { Comment: "Says who asks", Runtime: "cloudfront-js-2.0" },
    },
  };
}

module.exports = { distribution, staticFiles, viewerAddress };
