"""Indicators and votes over whole columns: the vectorized back end's own formulation.

Nothing here is shared with `indicators.py` or the strategies; a gate test holds both to the same
votes. Each function fills columns it is given; column `i` is what is known before candle `i`
closes, that is, from the candles before it. Plain loops, compiled by `compilation.compiled`.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"

from math import floor, inf, nan, sqrt

SILENT = 0


def extremes(highs, lows, period, top, bottom):
    """Fill the highest high and lowest low of the `period` candles before each one.

    Blocks of `period` values: the extreme of any window is that of one block's end and the
    next one's beginning (van Herk, Gil and Werman).
    """
    count = len(highs)
    for column, sign, out in ((highs, 1.0, top), (lows, -1.0, bottom)):
        start = 0
        while start < count:
            stop = min(start + period, count)
            most = -inf
            for number in range(stop - 1, start - 1, -1):
                most = max(most, sign * column[number])
                if number + period < count:
                    out[number + period] = most
            start = stop
        most = -inf
        for number in range(count):
            if number % period == 0:
                most = -inf
            if number >= period and number % period:
                out[number] = sign * max(out[number], most)
            elif number >= period:
                out[number] = sign * out[number]
            else:
                out[number] = nan
            most = max(most, sign * column[number])


def true_ranges(highs, lows, closes, period, out):
    """Fill Wilder's average true range of the candles before each one."""
    average, total = nan, 0.0
    out[0] = nan
    for number in range(1, len(closes)):
        known = number - 1
        if known > 0:
            high = max(highs[known], closes[known - 1])
            spread = high - min(lows[known], closes[known - 1])
            if known > period:
                average += 1 / period * (spread - average)
            else:
                total += spread
                if known == period:
                    average = total / period
        out[number] = average


def deviations(closes, period, out):
    """Fill the standard deviation of the `period` closes before each candle."""
    mean, squares = 0.0, 0.0
    out[0] = nan
    for number in range(1, len(closes)):
        value, before = closes[number - 1], mean
        if number <= period:
            mean += (value - before) / number
            squares += (value - before) * (value - mean)
        else:
            old = closes[number - 1 - period]
            mean += (value - old) / period
            squares += (value - old) * (value - mean + old - before)
        out[number] = sqrt(max(squares, 0.0) / period) if number >= period else nan


def breakouts(closes, top, bottom, ranges, spreads, p, directions, confidences):
    """Fill the votes of a channel's break."""
    calm = 1_000_000
    for number in range(len(closes)):
        directions[number], confidences[number] = SILENT, 0
        high, low, usual = top[number], bottom[number], ranges[number]
        calm += 1
        if p.bollinger * spreads[number] < p.keltner * usual:
            calm = 0
        if not (usual > 0 and high >= low and spreads[number] >= 0):
            continue
        above, below = (closes[number] - high) / usual, (low - closes[number]) / usual
        size = max(above, below)
        if size <= 0 or size < p.min_break:
            continue
        squeezed = 1.0 if calm < p.squeeze_memory else 0.0
        confidence = 0.50 + 0.35 * min(size / p.full_break, 1.0) + 0.15 * squeezed
        directions[number] = 1 if above > below else -1
        confidences[number] = floor(confidence * 10_000 + 0.5)


def averages(closes, period, skip, out):
    """Fill the exponential average as if each candle closed at its close.

    The first `skip` candles are left out.
    """
    alpha, average, total = 2 / (period + 1), nan, 0.0
    for number in range(len(closes)):
        seen = number - skip
        if seen >= period:
            average += alpha * (closes[number] - average)
        elif seen >= 0:
            total += closes[number]
            if seen == period - 1:
                average = total / period
        out[number] = average


def histograms(fast, slow, first, period, out):
    """Fill the gap of two averages beyond its own average, from candle `first` on."""
    alpha, average, total = 2 / (period + 1), nan, 0.0
    for number in range(len(fast)):
        gap, seen = fast[number] - slow[number], number - first
        if seen >= period:
            average += alpha * (gap - average)
        elif seen >= 0:
            total += gap
            if seen == period - 1:
                average = total / period
        out[number] = gap - average


def strengths(closes, period, out):
    """Fill Wilder's RSI as if each candle closed at its close."""
    alpha = 1 / period
    gain, loss, gains, losses = nan, nan, 0.0, 0.0
    out[0] = nan
    for number in range(1, len(closes)):
        up = max(closes[number] - closes[number - 1], 0.0)
        down = max(closes[number - 1] - closes[number], 0.0)
        if number > period:
            gain += alpha * (up - gain)
            loss += alpha * (down - loss)
        else:
            gains += up
            losses += down
            if number == period:
                gain, loss = gains / period, losses / period
        out[number] = 50.0 if gain + loss == 0 else 100 * gain / (gain + loss)


def momenta(fast, slow, histogram, rsi, ranges, p, directions, confidences):
    """Fill the votes of crossed averages that agree with the RSI."""
    for number in range(len(fast)):
        directions[number], confidences[number] = SILENT, 0
        usual, gap, lean = ranges[number], histogram[number], rsi[number] - 50
        if not (usual > 0 and gap == gap and lean == lean):  # noqa: PLR0124 - not NaN
            continue
        direction = 0
        if fast[number] > slow[number] and gap > 0 and lean >= p.regime:
            direction = 1
        elif fast[number] < slow[number] and gap < 0 and -lean >= p.regime:
            direction = -1
        if direction == 0 or abs(lean) >= p.exhausted:
            continue
        grade = 0.35 * min(abs(gap / usual) / p.full_histogram, 1.0)
        confidence = 0.40 + grade + 0.25 * min(abs(lean) / p.full_rsi, 1.0)
        directions[number] = direction
        confidences[number] = floor(confidence * 10_000 + 0.5)
