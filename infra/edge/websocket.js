// WebSocket APIs accept nothing after the stage: /ws/trading/{u}/{a} becomes /live?u={u}&a={a}.
function handler(event) {
  var request = event.request;
  var parts = request.uri.split('/');
  if (parts.length !== 5 || parts[2] !== 'trading' || !parts[3] || !parts[4]) {
    return { statusCode: 404, statusDescription: 'Not Found' };
  }
  request.uri = '/live';
  request.querystring.u = { value: parts[3] };
  request.querystring.a = { value: parts[4] };
  return request;
}
