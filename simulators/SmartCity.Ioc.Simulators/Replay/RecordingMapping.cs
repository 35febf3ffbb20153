namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>How a recording's columns become readings; read from <c>simulators/recordings/NAME.yaml</c>.</summary>
/// <param name="DataFolder">Where the recording lies unless the command line says otherwise; absolute, or null where the mapping does not say.</param>
internal sealed record RecordingMapping(string Name, string? DataFolder, IReadOnlyList<RecordingSource> Sources);

/// <summary>One file of a recording: CSV with a header, gzipped where its name ends in <c>.gz</c>.</summary>
/// <param name="File">Relative to the recording's folder.</param>
/// <param name="Devices">By the text in <paramref name="DeviceColumn"/>; rows with any other are left out.</param>
internal sealed record RecordingSource(
    string File,
    char Delimiter,
    bool DecimalComma,
    TimeColumn Time,
    string DeviceColumn,
    IReadOnlyDictionary<string, RecordedDevice> Devices,
    IReadOnlyList<MetricColumn> Metrics);

/// <summary>The column with the event time.</summary>
/// <param name="Format"><c>rfc3339</c>, <c>unix_s</c>, <c>unix_ms</c>, or a .NET format such as <c>dd/MM/yyyy HH:mm</c>.</param>
/// <param name="Zone">What local times without an offset mean; null where every time has its own.</param>
internal sealed record TimeColumn(string Column, string Format, TimeZoneInfo? Zone);

/// <summary>A column with values: the reading is <c>value × Scale + Offset</c>, in the kind's unit.</summary>
internal sealed record MetricColumn(string Metric, string Column, double Scale, double Offset);

/// <summary>Who speaks.</summary>
/// <param name="Ordinal">0, 1, 2, … over the whole mapping.</param>
internal sealed record RecordedDevice(int Ordinal, byte[] Topic);
