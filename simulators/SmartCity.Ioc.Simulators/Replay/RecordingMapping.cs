using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>How a recording's columns become readings; read from <c>simulators/recordings/NAME.yaml</c>.</summary>
/// <param name="DataFolder">Where the recording lies unless the command line says otherwise; absolute, or null where the mapping does not say.</param>
internal sealed record RecordingMapping(string Name, string? DataFolder, IReadOnlyList<RecordingSource> Sources);

/// <summary>How a recording's file is written; gzipped where its name ends in <c>.gz</c>.</summary>
internal enum RecordingFormat
{
    /// <summary>CSV with a header.</summary>
    Csv,

    /// <summary>An object a line; a column is a path in it.</summary>
    Jsonl,

    /// <summary>A payload of another system a line, after its time in milliseconds and a comma where it has one; read by the source's decoders.</summary>
    Payloads,
}

/// <summary>One file of a recording, or several that are alike.</summary>
internal sealed record RecordingSource
{
    /// <summary>Relative to the recording's folder; <c>*</c> stands for any name in a folder.</summary>
    public required string File { get; init; }

    public RecordingFormat Format { get; init; }

    public char Delimiter { get; init; } = ',';

    /// <summary>Names for the columns of a file without a header; empty where it has one.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];

    public bool IsLatin1 { get; init; }

    /// <summary>vi-VN: a comma is the decimal sign, a point groups thousands.</summary>
    public bool DecimalComma { get; init; }

    /// <summary>What stands where there is no value, beside nothing at all.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>();

    /// <summary>Null only for <see cref="RecordingFormat.Payloads"/>.</summary>
    public TimeColumn? Time { get; init; }

    /// <summary>When a row came in, where the recording knows: then it is played in that order and at those times, with its own event time in it.</summary>
    public TimeColumn? Arrival { get; init; }

    public RecordedDevices Devices { get; init; } = new(null, new Dictionary<string, RecordedDevice>(), null, null, new HashSet<string>());

    /// <summary>The device's own counter of its messages, or null.</summary>
    public string? SequenceColumn { get; init; }

    public IReadOnlyList<MetricColumn> Metrics { get; init; } = [];

    /// <summary>Topic of the payloads.</summary>
    public string? Topic { get; init; }

    public DecoderSet? Decoders { get; init; }
}

/// <summary>Who speaks in a row.</summary>
/// <param name="Column">Where the row says who, or null where the whole file, or each column, is a device.</param>
/// <param name="Known">By the text in <paramref name="Column"/>.</param>
/// <param name="Any">Makes a device of a text that is not known (<c>mote-{value}</c>), of a file (<c>nab-{file}</c>) or of a column
/// (<c>det-{column}</c>); null to leave others out.</param>
/// <param name="Wide">Each column is a device and has its value of this metric; null where a row is one device.</param>
/// <param name="NotWide">Columns that are none.</param>
internal sealed record RecordedDevices(
    string? Column, IReadOnlyDictionary<string, RecordedDevice> Known, DeviceTemplate? Any, MetricColumn? Wide, IReadOnlySet<string> NotWide);

/// <summary>A device made of a name.</summary>
internal sealed record DeviceTemplate(string Zone, string Kind, string Device);

/// <summary>The column with the event time.</summary>
/// <param name="Format"><c>rfc3339</c>, <c>unix_s</c>, <c>unix_ms</c>, <c>counter</c>, or a .NET format such as <c>dd/MM/yyyy HH:mm</c>.</param>
/// <param name="Zone">What local times without an offset mean; null where every time has its own.</param>
/// <param name="Start">Of a counter: when it was 0.</param>
/// <param name="StepSeconds">Of a counter: the time from one number to the next.</param>
internal sealed record TimeColumn(string Column, string Format, TimeZoneInfo? Zone, DateTimeOffset Start, double StepSeconds);

/// <summary>A column with values: the reading is <c>value × Scale + Offset</c>.</summary>
/// <param name="Unit">What the column is in, where the text does not say it behind the number; null for the kind's unit.</param>
/// <param name="To">The unit to send; null to send the value as it is.</param>
/// <param name="Words">Numbers for words.</param>
internal sealed record MetricColumn(
    string Metric, string Column, double Scale, double Offset, string? Unit, string? To, IReadOnlyDictionary<string, double> Words);

/// <summary>Who speaks.</summary>
/// <param name="Ordinal">0, 1, 2, … over the whole mapping.</param>
internal sealed record RecordedDevice(int Ordinal, byte[] Topic);
