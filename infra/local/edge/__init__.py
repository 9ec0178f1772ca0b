"""One origin on this machine for page, REST, WebSocket and referral links, as behind CloudFront."""
