// Viewer request of the API: API Gateway refuses oversized bodies and expired tokens with bare texts that no
// application can read; here they become problem documents (RFC 9457). The authorizer behind stays the judge.
var MAX_BODY = 1048576;

function problem(status, code, title, detail) {
  return {
    statusCode: status,
    headers: {
      'content-type': { value: 'application/problem+json' },
      'cache-control': { value: 'no-store' }
    },
    body: {
      encoding: 'text',
      data: JSON.stringify({
        type: '/problems/' + code, title: title, status: status, detail: detail, code: code, trace_id: ''
      })
    }
  };
}

function claims(token) {
  var part = token.split('.')[1];
  if (!part) {
    return null;
  }
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch (unreadable) {
    return null;
  }
}

function handler(event) {
  var headers = event.request.headers;
  var length = headers['content-length'];
  if (length && Number(length.value) > MAX_BODY) {
    return problem(413, 'too_large', 'Too large', 'A request body may have 1 MiB; media goes through an upload.');
  }
  var authorization = headers.authorization;
  if (authorization && authorization.value.slice(0, 7) === 'Bearer ') {
    var found = claims(authorization.value.slice(7));
    if (!found) {
      return problem(401, 'invalid_token', 'Sign in first', 'The access token cannot be read.');
    }
    if (found.exp * 1000 < Date.now()) {
      return problem(401, 'token_expired', 'Sign in first', 'The access token has expired; refresh it.');
    }
  }
  return event.request;
}
