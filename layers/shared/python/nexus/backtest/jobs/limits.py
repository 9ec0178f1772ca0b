"""How much may be asked for; imports nothing, so that a cold start does not pay for it."""

# A request that holds this much text still fits through API Gateway and Lambda (6 MB).
MOST_CSV_BYTES = 4_000_000
MOST_CANDLES = 200_000
MOST_QUOTES = 1000
MOST_DAYS = 60
MOST_ACTIVE = 3
MOST_COMPARED = 6
MOST_ATTEMPTS = 4
