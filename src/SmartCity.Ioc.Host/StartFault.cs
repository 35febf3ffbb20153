using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host;

/// <summary>Turns what stopped the start into a line for the person who has to mend it. Anything else is a bug and keeps its stack trace.</summary>
internal static partial class StartFault
{
    public static string? Describe(Exception fault) => fault switch
    {
        StartException => fault.Message,
        OptionsValidationException options => string.Join(' ', options.Failures.Select(failure => WithKey(options.OptionsType, failure))),
        FormatException or InvalidDataException or NewerFormatException or IOException or UnauthorizedAccessException or StoreUnavailableException => fault.Message,

        // What the configuration binder says about an unknown key or a wrong form.
        InvalidOperationException { InnerException: { } inner } => $"{fault.Message} {inner.Message}",
        AggregateException { InnerException: { } first } => Describe(first),
        _ => null,
    };

    /// <summary>Says it on the console. One that takes nothing, as a file on a disk that is full, must not turn a stop into a crash.</summary>
    public static async Task SayAsync(string fault)
    {
        try
        {
            await Console.Error.WriteLineAsync($"ioc: {fault}");
        }
        catch (IOException)
        {
            // The exit code says it too.
        }
    }

    // What annotations say, "Version: The field InfluxDbOptions.Version must be between 1 and 3.", with the key as it is written.
    private static string WithKey(Type options, string failure)
    {
        if (Member().Match(failure) is not { Success: true } member || KnownSettings.SectionOf(options) is not { } section)
        {
            return failure;
        }

        var said = failure[member.Length..];
        return said.StartsWith("Ioc:", StringComparison.Ordinal)
            ? said
            : said.Replace($"The field {options.Name}.", $"Ioc:{section}:", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\w+: ")]
    private static partial Regex Member();
}
