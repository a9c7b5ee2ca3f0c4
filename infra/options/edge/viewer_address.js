// Runs in CloudFront, before each request to the pages: says who asks, in a header that no client can set itself.
function handler(event) {
  var request = event.request;
  request.headers["x-viewer-address"] = { value: event.viewer.ip };
  return request;
}
