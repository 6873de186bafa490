"""The picture of growth, as SVG without any library: time per file (or GB) and peak memory, each on two log axes."""

import math
from html import escape

UNITS = {"files": "files", "sparse": "GB sparse", "repeated": "GB repeated"}
LABELS = {"files": "small files", "sparse": "GB, sparse", "repeated": "GB, repeated"}
COLOURS = ("#1f6feb", "#d1480f", "#188038", "#8250df", "#b8860b", "#c2185b", "#0e7c86", "#57606a")
WIDTH, HEIGHT = 400, 270
LEFT, RIGHT, TOP, BOTTOM = 66, 14, 34, 46
# Room between the frame and the first and last points.
INSET = 24
KEY = 30


def growth(rows):
    """One row of panels for each kind of data: time per unit at the left, memory at the right."""
    jobs = list(dict.fromkeys(row["job"] for row in rows))
    colours = {job: COLOURS[i % len(COLOURS)] for i, job in enumerate(jobs)}
    axes = [axis for axis in UNITS if any(row["axis"] == axis for row in rows)]
    width, height = 2 * WIDTH, len(axes) * HEIGHT + KEY
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for place, axis in enumerate(axes):
        mine = [row for row in rows if row["axis"] == axis]
        per, scale = ("µs per file", 1e6) if axis == "files" else ("s per GB", 1)
        times = series(mine, lambda row, scale=scale: row["wall"] * scale / row["amount"])
        peaks = series(mine, lambda row: row["rss"] / 2**20)
        parts += panel(0, place * HEIGHT, f"time, {per}", LABELS[axis], times, colours)
        parts += panel(WIDTH, place * HEIGHT, "peak memory, MiB", LABELS[axis], peaks, colours)
    x, y = LEFT, height - KEY / 2
    for job in jobs:
        parts.append(
            f'<line x1="{x:.0f}" y1="{y}" x2="{x + 18:.0f}" y2="{y}" stroke="{colours[job]}" stroke-width="3"/>'
        )
        parts.append(f'<text x="{x + 24:.0f}" y="{y + 4}">{escape(job)}</text>')
        x += 48 + 7 * len(job)
    return "\n".join([*parts, "</svg>", ""])


def series(rows, value):
    """job: sorted points. Several rows of one amount become their lowest value."""
    found = {}
    for row in rows:
        points = found.setdefault(row["job"], {})
        points[row["amount"]] = min(value(row), points.get(row["amount"], math.inf))
    return {job: sorted(points.items()) for job, points in found.items()}


def panel(left, top, title, label, lines, colours):
    """One diagram with both axes logarithmic, whole decades high."""
    xs = [x for points in lines.values() for x, _ in points]
    ys = [max(y, 1e-9) for points in lines.values() for _, y in points]
    x_low, x_high = math.log10(min(xs)), math.log10(max(xs))
    if x_high - x_low < 0.1:
        x_low, x_high = x_low - 0.5, x_high + 0.5
    y_low, y_high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    y_high = max(y_high, y_low + 1)
    x0, x1, y0, y1 = left + LEFT, left + WIDTH - RIGHT, top + HEIGHT - BOTTOM, top + TOP

    def across(x):
        return x0 + INSET + (math.log10(x) - x_low) / (x_high - x_low) * (x1 - x0 - 2 * INSET)

    def up(y):
        return y0 - (math.log10(max(y, 1e-9)) - y_low) / (y_high - y_low) * (y0 - y1)

    parts = [f'<text x="{x0}" y="{y1 - 12}" font-weight="bold">{escape(title)}</text>']
    few = y_high - y_low <= 2
    for exponent in range(y_low, y_high + 1):
        for digit in range(1, 10 if exponent < y_high else 2):
            value = digit * 10.0**exponent
            y, colour = up(value), "#d0d7de" if digit == 1 else "#eef1f4"
            parts.append(f'<line x1="{x0}" y1="{y:.1f}" x2="{x1}" y2="{y:.1f}" stroke="{colour}"/>')
            if digit == 1 or few and digit in (2, 5):
                parts.append(f'<text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{readable(value)}</text>')
    for x in sorted(set(xs)):
        parts.append(f'<line x1="{across(x):.1f}" y1="{y0}" x2="{across(x):.1f}" y2="{y1}" stroke="#eaeef2"/>')
        parts.append(f'<text x="{across(x):.1f}" y="{y0 + 16}" text-anchor="middle">{readable(x)}</text>')
    parts.append(f'<text x="{(x0 + x1) / 2:.0f}" y="{y0 + 34}" text-anchor="middle">{escape(label)}</text>')
    parts.append(f'<rect x="{x0}" y="{y1}" width="{x1 - x0}" height="{y0 - y1}" fill="none" stroke="#8c959f"/>')
    for job, points in lines.items():
        where = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{where}" fill="none" stroke="{colours[job]}" stroke-width="2"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colours[job]}"/>' for x, y in points]
    return parts


def readable(value):
    """10,000 as 10k, 1,000,000 as 1M, 0.01 as it is."""
    for factor, letter in ((1e6, "M"), (1e3, "k")):
        if value >= factor:
            return f"{value / factor:g}{letter}"
    return f"{value:g}"
