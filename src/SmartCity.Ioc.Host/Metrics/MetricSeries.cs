using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace SmartCity.Ioc.Host.Metrics;

/// <summary>One instrument's values by tags, in Prometheus' terms. Written by any thread, read by a scrape.</summary>
internal sealed class MetricSeries
{
    // Seconds, from a fast fsync to a stuck request; used for histograms of every unit, as the quotient sum/count stays exact.
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private readonly bool _replaces;

    public MetricSeries(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        IsHistogram = type.StartsWith("Histogram", StringComparison.Ordinal);
        var isCounter = type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal);

        // An observable instrument reports what is; the others report what was added.
        _replaces = instrument.IsObservable || type.StartsWith("Gauge", StringComparison.Ordinal);
        Type = IsHistogram ? "histogram" : isCounter ? "counter" : "gauge";
        Name = NameOf(instrument, isCounter);
        Help = instrument.Description ?? instrument.Name;
    }

    public string Name { get; }

    public string Type { get; }

    public string Help { get; }

    public bool IsHistogram { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var cell = _cells.GetOrAdd(Labels(tags), static _ => new Cell());
        lock (cell)
        {
            if (IsHistogram)
            {
                cell.Observe(value);
            }
            else
            {
                cell.Sum = _replaces ? value : cell.Sum + value;
            }
        }
    }

    public void WriteTo(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(Help.ReplaceLineEndings(" ")).Append('\n')
            .Append("# TYPE ").Append(Name).Append(' ').Append(Type).Append('\n');
        foreach (var (labels, cell) in _cells.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            lock (cell)
            {
                if (IsHistogram)
                {
                    WriteHistogram(text, labels, cell);
                }
                else
                {
                    Line(text, Name, labels, cell.Sum);
                }
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string labels, Cell cell)
    {
        var separator = labels.Length == 0 ? string.Empty : ",";
        long below = 0;
        for (var i = 0; i < Bounds.Length; i++)
        {
            below += cell.Buckets[i];
            Line(text, Name + "_bucket", string.Create(CultureInfo.InvariantCulture, $"{labels}{separator}le=\"{Bounds[i]}\""), below);
        }

        Line(text, Name + "_bucket", $"{labels}{separator}le=\"+Inf\"", cell.Count);
        Line(text, Name + "_sum", labels, cell.Sum);
        Line(text, Name + "_count", labels, cell.Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    // https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: dots become underscores, the unit and
    // "total" become suffixes.
    private static string NameOf(Instrument instrument, bool isCounter)
    {
        var name = new StringBuilder(instrument.Name.Length + 16);
        foreach (var c in instrument.Name)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_');
        }

        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => string.Empty,
        };
        var text = name.ToString();
        text = unit.Length == 0 || text.EndsWith(unit, StringComparison.Ordinal) ? text : text + unit;
        return isCounter && !text.EndsWith("_total", StringComparison.Ordinal) ? text + "_total" : text;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            text.Append(text.Length == 0 ? string.Empty : ",").Append(key.Replace('.', '_').Replace('-', '_')).Append("=\"")
                .Append(Convert.ToString(value, CultureInfo.InvariantCulture)?
                    .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" "))
                .Append('"');
        }

        return text.ToString();
    }

    private sealed class Cell
    {
        public double Sum { get; set; }

        public long Count { get; private set; }

        public long[] Buckets { get; } = new long[Bounds.Length];

        public void Observe(double value)
        {
            Sum += value;
            Count++;
            var bucket = Array.FindIndex(Bounds, bound => value <= bound);
            if (bucket >= 0)
            {
                Buckets[bucket]++;
            }
        }
    }
}
