using System.CommandLine;
using System.Globalization;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Simulators;

/// <summary>Options that several commands have in common.</summary>
internal static class Arguments
{
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "10s|5m|1h",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.TryParse(text, out var duration))
            {
                return duration;
            }

            result.AddError($"{name} takes a duration like 30s, 5m or 1h, not '{text}'");
            return null;
        },
    };

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "2025-11-17T00:00:00+07:00",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            // Without its offset a time would mean another moment on another machine.
            if (DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFzzz"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                || DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
            {
                return time;
            }

            result.AddError($"{name} takes a time with its offset, like 2025-11-17T00:00:00+07:00, not '{text}'");
            return null;
        },
    };

    /// <summary>A speed: a positive factor, or <c>max</c> as positive infinity.</summary>
    public static Option<double> Speed(string description, bool max) => new("--speed")
    {
        Description = description,
        HelpName = max ? "X|max" : "X",
        DefaultValueFactory = _ => 1,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 0 ? "1" : result.Tokens[0].Value;
            if (max && text == "max")
            {
                return double.PositiveInfinity;
            }

            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.001 and <= 1e9)
            {
                return speed;
            }

            result.AddError($"--speed takes a positive number{(max ? " or max" : "")}, not '{text}'");
            return 1;
        },
    };
}
