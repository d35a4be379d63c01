// Viewer request of the web app: a page address has no dot and is answered by the single-page app.
function handler(event) {
  var request = event.request;
  if (request.uri.indexOf('.') === -1) {
    request.uri = '/index.html';
  }
  return request;
}
