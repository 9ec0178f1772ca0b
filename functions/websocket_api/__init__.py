"""The WebSocket API: tickets, subscriptions and resuming; live frames are sent by others."""
