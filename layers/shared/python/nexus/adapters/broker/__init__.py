"""The broker's protocol: frames, sessions, sockets, REST and login."""
