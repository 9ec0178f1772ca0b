"""An offline twin of the broker's current API: OAuth, REST, sockets and a control API."""
