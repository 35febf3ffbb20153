using System.Globalization;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Pipeline;

/// <summary>The settings under <c>Ioc:Pipeline</c>. Immutable and valid: made by <see cref="Parse"/> or checked by <see cref="Validate"/>.</summary>
public sealed record PipelineOptions
{
    /// <summary>Longer windows, which every city has: rolled up from the longest base window.</summary>
    public static readonly IReadOnlyList<TimeSpan> RollUps = [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    /// <summary>Base windows, shortest first; each divides the next, and the longest divides 15 minutes.</summary>
    public IReadOnlyList<TimeSpan> Windows { get; init; } = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)];

    /// <summary>How long a window waits after its end before it closes.</summary>
    public TimeSpan AllowedLateness { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How late, beyond the allowed lateness, a reading may be and still correct a closed window.</summary>
    public TimeSpan CorrectionHorizon { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A rehearsal: nobody looks at figures, so none are worked out.</summary>
    internal bool OnlyForRules { get; init; }

    /// <summary>Whether windows are filled: not where no rule looks at what is worked out of them.</summary>
    internal bool WithWindows { get; init; } = true;

    public ClockSource Clock { get; init; } = ClockSource.Host;

    /// <summary>How many metric windows (3 bytes for each message in a short one, 12 to 17 in a long one) are kept after their close so that late readings can correct them. When there
    /// are more, the oldest are let go first, and the correction horizon is shorter than asked for.</summary>
    public int ClosedWindows { get; init; } = 2_000_000;

    /// <summary>Threads that share the work on single devices (decision 3). What comes out is the same with any number. More than one pays where
    /// messages are long: those of eight numbers are decoded sooner than handed out.</summary>
    public int Shards { get; init; } = 1;

    /// <param name="setting">The value under <c>Ioc:Pipeline</c> for a key (<c>Windows</c>), or null where none is set.</param>
    /// <exception cref="FormatException">One sentence that names the key and what may stand there.</exception>
    public static PipelineOptions Parse(Func<string, string?> setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var options = new PipelineOptions();
        if (setting(nameof(Windows)) is { } windows)
        {
            options = options with { Windows = [.. windows.Split(',').Select(part => Duration(nameof(Windows), windows, part))] };
        }

        if (setting(nameof(AllowedLateness)) is { } lateness)
        {
            options = options with { AllowedLateness = Duration(nameof(AllowedLateness), lateness, lateness) };
        }

        if (setting(nameof(CorrectionHorizon)) is { } horizon)
        {
            options = options with { CorrectionHorizon = Duration(nameof(CorrectionHorizon), horizon, horizon) };
        }

        if (setting(nameof(Clock)) is { } clock)
        {
            options = options with
            {
                Clock = clock switch
                {
                    "host" => ClockSource.Host,
                    "data" => ClockSource.Data,
                    _ => throw Wrong(nameof(Clock), clock, "'host' or 'data' may stand there"),
                },
            };
        }

        if (setting(nameof(ClosedWindows)) is { } closed)
        {
            options = options with
            {
                ClosedWindows = int.TryParse(closed, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? count
                    : throw Wrong(nameof(ClosedWindows), closed, "a whole number may stand there"),
            };
        }

        if (setting(nameof(Shards)) is { } shards)
        {
            options = options with
            {
                Shards = int.TryParse(shards, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    ? count
                    : throw Wrong(nameof(Shards), shards, "a whole number may stand there"),
            };
        }

        options.Validate();
        return options;
    }

    /// <exception cref="FormatException">One sentence that names the key and what may stand there.</exception>
    public void Validate()
    {
        var given = string.Join(',', Windows.Select(Text));
        if (Windows.Count == 0 || Windows[0] < TimeSpan.FromSeconds(1))
        {
            throw Wrong(nameof(Windows), given, "lengths of at least 1s may stand there");
        }

        for (var i = 0; i < Windows.Count; i++)
        {
            var next = i + 1 < Windows.Count ? Windows[i + 1] : RollUps[0];
            if (next <= Windows[i] || next.Ticks % Windows[i].Ticks != 0)
            {
                throw Wrong(nameof(Windows), given, "each length must divide the next one, shortest first, and the longest must divide 15m");
            }
        }

        if (AllowedLateness < TimeSpan.Zero || AllowedLateness > TimeSpan.FromHours(1))
        {
            throw Wrong(nameof(AllowedLateness), Text(AllowedLateness), "0s to 1h may stand there");
        }

        if (CorrectionHorizon < TimeSpan.Zero || CorrectionHorizon > TimeSpan.FromDays(7))
        {
            throw Wrong(nameof(CorrectionHorizon), Text(CorrectionHorizon), "0s to 7d may stand there");
        }

        if (Shards is < 1 or > 64)
        {
            throw Wrong(nameof(Shards), $"{Shards}", "1 to 64 may stand there");
        }

        if (ClosedWindows < 0)
        {
            throw Wrong(nameof(ClosedWindows), $"{ClosedWindows}", "0 or more may stand there");
        }
    }

    private static TimeSpan Duration(string key, string whole, string part) =>
        DurationText.TryParse(part, out var duration)
            ? duration
            : throw Wrong(key, whole, "a number with a unit (ms, s, m, h, d) may stand there");

    private static string Text(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");

    private static FormatException Wrong(string key, string value, string may) => new($"Ioc:Pipeline:{key} is '{value}': {may}.");
}
