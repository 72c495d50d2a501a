#!/usr/bin/env python3
"""What the measurements come to.

  dev/bench.py record NAME      reads what the benches print, passes it on, and writes target/bench/NAME.json, NAME.md and NAME.svg
  dev/bench.py compare A B      compares two of those .json files; ends with 1 when a ratio fell by more than 10 %

A ratio is ours to the raw baseline of the same run, the higher the better: machines are shared and noisy, so that only ratios are compared."""
import datetime, html, json, os, platform, re, sys

FELL = 0.10
N = r"\s*([\d.]+)"
# The section that `==` opens, a line in it, and what its numbers are.
RATES, TIMES = "a second", "ms"
SHAPES = [
    ("append rate", rf"^{N}{N}{N}{N}{N}$", lambda m: figure(f"journal: {m[1]} records of {m[2]} bytes", RATES, m[4], m[3], m[5])),
    ("fold and rebuild", rf"^raw multi-row insert{N} posts/s while the fold ran,{N} after", lambda m: figure("raw inserts", RATES, m[1], None, None)),
    ("fold and rebuild", rf"^fold{N} events/s\s+\({N} of raw\)", lambda m: figure("fold", RATES, None, m[1], m[2])),
    ("fold and rebuild", rf"^\s+median batch of {N}: fold{N} ms, raw{N} ms\s+\({N} of raw\)",
     lambda m: figure(f"fold, median batch of {m[1]}", TIMES, m[3], m[2], m[4])),
    ("fold and rebuild", rf"^rebuild with switch{N} events/s\s+\({N} of raw\)", lambda m: figure("rebuild", RATES, None, m[1], m[2])),
    ("latency", rf"^latency from .*: p50{N} ms, p90 .*, p99{N} ms", lambda m: figure("latency p50", TIMES, None, m[1], None)),
    ("latency", rf"^memory with .*RSS{N} kB", lambda m: figure("idle memory", "kB", None, m[1], None)),
    ("scheduler", rf"^decision, mean{N} us", lambda m: figure("schedule decision, mean", "us", None, m[1], None)),
    ("scheduler", rf"^memory{N} bytes an artist", lambda m: figure("schedule memory", "bytes an artist", None, m[1], None)),
    ("confirmed appends", rf"^confirmed appends .*raw amqprs{N}, RabbitLog{N} \(calls of (\d+)\)",
     lambda m: figure(f"stream, calls of {m[3]}", RATES, m[1], m[2], float(m[2]) / float(m[1]))),
    ("rebuild of", rf"^rebuild of{N} events in .*:{N} events/s", lambda m: figure(f"rebuild of {m[1]} beside live traffic", RATES, None, m[2], None)),
    ("Discord request on stream", rf"^latency from .*: p50{N} ms, p90 .*, p99{N} ms", lambda m: figure("cluster latency p50", TIMES, None, m[1], None)),
]


def figure(name, unit, raw, ours, ratio):
    number = lambda text: None if text is None else float(text)
    return {"name": name, "unit": unit, "raw": number(raw), "ours": number(ours), "ratio": number(ratio)}


def read(lines):
    """The figures in what the benches print, and the sections in which none was found."""
    section, found, empty = "", [], set()
    for line in lines:
        if line.startswith("== "):
            section = line[3:].strip()
            empty.add(section)
        for where, shape, make in SHAPES:
            match = section.find(where) >= 0 and re.match(shape, line.rstrip("\n"))
            if match:
                found.append(make(match))
                empty.discard(section)
                break
    return found, sorted(empty)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


def table(report):
    """The report as a page."""
    show = lambda value: "" if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    rows = [f"| {one['name']} | {one['unit']} | {show(one['raw'])} | {show(one['ours'])} | {show(one['ratio'])} |" for one in report["figures"]]
    head = ["| what | unit | raw baseline | ours | ratio |", "|---|---|---|---|---|"]
    return "\n".join([f"{report['date']}, {report['machine']}", "", *head, *rows]) + "\n"


def plot(report):
    """The ratios as bars against the raw baseline, which is 1."""
    bars = [one for one in report["figures"] if one["ratio"] is not None]
    top, row, left, unit = 40, 26, 290, 380
    most = max([1.0, *(one["ratio"] for one in bars)])
    scale, height = unit / most, top + row * len(bars)
    text = lambda x, y, words, anchor="start", color="black": f'<text x="{x:.0f}" y="{y}" text-anchor="{anchor}" fill="{color}">{html.escape(words)}</text>'
    lines = [text(8, 20, f"Ours over the raw baseline of the same run. {report['date']}, {report['machine']}")]
    for place, one in enumerate(bars):
        y = top + row * place
        lines.append(text(left - 8, y + 15, one["name"], "end"))
        end, inside = left + one["ratio"] * scale, one["ratio"] * scale > 40
        lines.append(f'<rect x="{left}" y="{y + 3}" width="{end - left:.1f}" height="16" fill="#05766a"/>')
        lines.append(text(end - 6 if inside else end + 6, y + 15, f"{one['ratio']:.2f}", *(("end", "white") if inside else ())))
    raw = left + scale
    lines.append(f'<line x1="{raw:.1f}" y1="{top - 6}" x2="{raw:.1f}" y2="{height}" stroke="#888" stroke-dasharray="4 3"/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + unit + 60}" height="{height + 12}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *lines, "</svg>"]) + "\n"


def record(name):
    lines = []
    for line in sys.stdin:
        print(line, end="", flush=True)
        lines.append(line)
    found, empty = read(lines)
    if empty or not found:
        sys.exit(f"no figure was found under {empty or 'any heading'}: a bench failed, or prints in another form than dev/bench.py knows")
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    report = {"date": date, "machine": machine(), "figures": found}
    place = os.path.join(os.environ.get("CARGO_TARGET_DIR", "target"), "bench")
    os.makedirs(place, exist_ok=True)
    for end, text in [("json", json.dumps(report, indent=1) + "\n"), ("md", table(report)), ("svg", plot(report))]:
        with open(os.path.join(place, f"{name}.{end}"), "w", encoding="utf-8") as file:
            file.write(text)
    print(f"written: {place}/{name}.json, {name}.md and {name}.svg; `just bench-compare` compares two of them")


def ratios(path):
    """The ratios of a report by what was measured."""
    try:
        with open(path, encoding="utf-8") as file:
            figures = json.load(file)["figures"]
        return {one["name"]: one["ratio"] for one in figures if one["ratio"] is not None}
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"{path} is no report of `just bench`: {error}")


def compare(first, second):
    before, after = ratios(first), ratios(second)
    if not before:
        sys.exit(f"{first} has no ratio to compare")
    worse = 0
    for name, ratio in before.items():
        now = after.get(name)
        fell = now is None or now < ratio * (1 - FELL)
        worse += fell
        said = "not measured any more" if now is None else f"{ratio:.2f} -> {now:.2f} ({(now / ratio - 1) * 100:+.0f} %)" if ratio else f"0 -> {now:.2f}"
        print(f"{'WORSE' if fell else 'ok   '} {name}: {said}")
    print(f"{worse} of {len(before)} ratios fell by more than {FELL:.0%}" if worse else f"none of {len(before)} ratios fell by more than {FELL:.0%}")
    sys.exit(1 if worse else 0)


match sys.argv[1:]:
    case ["record", name]:
        record(name)
    case ["compare", first, second]:
        compare(first, second)
    case _:
        sys.exit(__doc__)
