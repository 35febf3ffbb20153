using Microsoft.Extensions.Options;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host;

/// <summary>Turns what stopped the start into a line for the person who has to mend it. Anything else is a bug and keeps its stack trace.</summary>
internal static class StartFault
{
    public static string? Describe(Exception fault) => fault switch
    {
        StartException => fault.Message,
        OptionsValidationException options => string.Join(' ', options.Failures),
        FormatException or InvalidDataException or IOException or UnauthorizedAccessException or StoreUnavailableException => fault.Message,

        // What the configuration binder says about an unknown key or a wrong form.
        InvalidOperationException { InnerException: { } inner } => $"{fault.Message} {inner.Message}",
        AggregateException { InnerException: { } first } => Describe(first),
        _ => null,
    };
}
