"use strict";

// Lets people log in by the identity provider of their hospital, through Cognito and beside passwords.

// Part of the user name of everybody who logs in this way: with another name they would be strangers.
const NAME = "Hospital";

// Where the pages have the log-in (webapp/auth/provider/views.py).
const PATH = "/log-in/provider";

// What each kind of provider is reached by. The rest is the same for both.
const OWN = { SAML: ["MetadataUrl"], OIDC: ["Issuer", "ClientId", "ClientSecretArn"] };
const EMAIL = { SAML: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", OIDC: "email" };

function identityProvider({ Resources }, { identityProvider: given, origin }) {
  if (!Object.values(given).some(Boolean)) return null;
  const refusal = refused(given);
  if (refusal) return refusal;
  Resources.IdentityProvider = {
    Type: "AWS::Cognito::UserPoolIdentityProvider",
    Properties: {
      UserPoolId: { Ref: "UserPool" },
      ProviderName: NAME,
      ProviderType: given.Type,
      ProviderDetails: details(given),
      AttributeMapping: {
        email: given.Email || EMAIL[given.Type],
        ...(given.EmailVerified && { email_verified: given.EmailVerified }),
      },
    },
  };
  Resources.ProviderClient = client(origin);
  Resources.ProviderClientSecret = {
    Type: "AWS::SecretsManager::Secret",
    Properties: {
      Description: "Secret of the client that people of the identity provider log in by, as Cognito made it",
      SecretString: { "Fn::GetAtt": ["ProviderClient", "ClientSecret"] },
    },
  };
  throttle(Resources);
  letLogIn(Resources, given);
  tellInvited(Resources.UserPool, given.Label);
  return null;
}

// The values themselves: infra/parameter_values.js.
function refused(given) {
  const { Type } = given;
  if (!Type) return "identityProviderType is not given, and must be SAML or OIDC.";
  const missing = [...OWN[Type], "Label", "Domains"].filter((name) => !given[name]);
  if (missing.length) return `A provider of type ${Type} also needs ${missing.map(parameter).join(", ")}.`;
  const [other] = Object.keys(OWN).filter((type) => type !== Type);
  const foreign = OWN[other].filter((name) => given[name]);
  if (!foreign.length) return null;
  return `${foreign.map(parameter).join(", ")}: only for a provider of type ${other}.`;
}

function parameter(name) {
  return `identityProvider${name}`;
}

function domains(text) {
  return text.split(",").map((domain) => domain.trim());
}

function details({ Type, MetadataUrl, Issuer, ClientId, ClientSecretArn }) {
  if (Type === "SAML") return { MetadataURL: MetadataUrl };
  return {
    oidc_issuer: Issuer,
    client_id: ClientId,
    // CloudFormation reads it when it deploys, so that no template or parameter contains it.
    client_secret: `{{resolve:secretsmanager:${ClientSecretArn}:SecretString}}`,
    authorize_scopes: "openid email",
    attributes_request_method: "GET",
  };
}

// Not the client of passwords: each of the two would gain what only the other needs, and a new secret for that one
// would change every key that is derived from it.
function client(origin) {
  const url = (end) => ({ "Fn::Join": ["", [origin, `${PATH}/${end}`]] });
  return {
    Type: "AWS::Cognito::UserPoolClient",
    Properties: {
      ClientName: "identity-provider",
      UserPoolId: { Ref: "UserPool" },
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email"],
      SupportedIdentityProviders: [{ Ref: "IdentityProvider" }],
      CallbackURLs: [url("callback")],
      // Each log-in begins with the end of Cognito's own session.
      LogoutURLs: [url("authorize")],
      // Left out, Cognito would also allow passwords.
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
      // The shortest that Cognito has: the pages use the identity once, and throw the tokens away.
      IdTokenValidity: 5,
      AccessTokenValidity: 5,
      RefreshTokenValidity: 60,
      TokenValidityUnits: { IdToken: "minutes", AccessToken: "minutes", RefreshToken: "minutes" },
      ReadAttributes: ["email", "email_verified"],
      // Left out, WriteAttributes are all standard attributes: Cognito writes the mapped ones as this client. Its
      // tokens cannot, for they lack the scope.
    },
  };
}

// As for the forms without a session: a flood of them must leave workers for films and pages.
function throttle(Resources) {
  const form = Resources.HttpApiRoutePostLogDashin;
  const stage = Resources.HttpApiStage;
  for (const [name, end] of Object.entries({ "": "", Authorize: "/authorize", Callback: "/callback" })) {
    const key = `GET ${PATH}${end}`;
    Resources[`HttpApiRouteProvider${name}`] = { ...form, Properties: { ...form.Properties, RouteKey: key } };
    stage.Properties.RouteSettings[key] = stage.Properties.RouteSettings["POST /log-in"];
    stage.DependsOn = [stage.DependsOn, `HttpApiRouteProvider${name}`].flat();
  }
}

function letLogIn(Resources, { Label, Domains, EmailVerified }) {
  const secret = { "Fn::GetAtt": ["ProviderClientSecret", "Id"] };
  // Reports are of the same application, and no one logs in there: their role reads no secret of it.
  for (const name of ["Web", "Report"]) {
    Object.assign(Resources[`${name}LambdaFunction`].Properties.Environment.Variables, {
      IDENTITY_PROVIDER_LABEL: Label,
      IDENTITY_PROVIDER_NAME: { Ref: "IdentityProvider" },
      IDENTITY_PROVIDER_URL: { "Fn::Sub": "https://${TokenDomain}.auth.${AWS::Region}.amazoncognito.com" },
      IDENTITY_PROVIDER_CLIENT_ID: { Ref: "ProviderClient" },
      IDENTITY_PROVIDER_CLIENT_SECRET: secret,
      IDENTITY_PROVIDER_DOMAINS: domains(Domains).join(","),
      IDENTITY_PROVIDER_VERIFIES: String(Boolean(EmailVerified)),
    });
  }
  Resources.WebRole.Properties.Policies[0].PolicyDocument.Statement.push(
    { Sid: "ReadTheProviderClientsSecret", Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secret },
    // Cognito finds accounts of a provider by no other call: their user name is the provider's, and not their sub.
    {
      Sid: "FindPeopleOfTheProvider",
      Effect: "Allow",
      Action: "cognito-idp:ListUsers",
      Resource: { "Fn::GetAtt": ["UserPool", "Arn"] },
    },
  );
}

function tellInvited(pool, label) {
  const { EmailMessage } = pool.Properties.AdminCreateUserConfig.InviteMessageTemplate;
  EmailMessage["Fn::Join"][1].push(
    `<br><br>You need no password if you log in there by "${label}". / `,
    `Wenn Sie sich dort über „${label}“ anmelden, brauchen Sie kein Passwort.`,
  );
}

module.exports = identityProvider;
