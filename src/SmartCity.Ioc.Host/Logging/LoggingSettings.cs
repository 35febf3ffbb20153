using Serilog.Events;

namespace SmartCity.Ioc.Host.Logging;

/// <summary>What is logged and how (<c>Ioc:Logging</c>).</summary>
internal sealed class LoggingSettings
{
    /// <summary><c>debug</c>, <c>information</c>, <c>warning</c> or <c>error</c>; changed at run time over <c>PUT /api/v1/logging</c>.</summary>
    public string Level { get; set; } = "information";

    /// <summary><c>text</c> or <c>json</c>: a line of compact JSON for each event.</summary>
    public string Format { get; set; } = "text";

    /// <summary>Days that the log's files are kept.</summary>
    public int KeepDays { get; set; } = 14;

    internal LogEventLevel MinimumLevel { get; private set; }

    internal bool IsJson { get; private set; }

    /// <exception cref="StartException">A setting is not as it must be.</exception>
    public LoggingSettings Check()
    {
        MinimumLevel = LogLevels.TryName(Level, out var level)
            ? level
            : throw new StartException($"Ioc:Logging:Level is '{Level}', but must be one of {LogLevels.Names}.");
        IsJson = Format switch
        {
            "text" => false,
            "json" => true,
            _ => throw new StartException($"Ioc:Logging:Format is '{Format}', but must be text or json."),
        };
        return KeepDays is >= 1 and <= 3660
            ? this
            : throw new StartException($"Ioc:Logging:KeepDays is {KeepDays}, but must be from 1 to 3660.");
    }
}
