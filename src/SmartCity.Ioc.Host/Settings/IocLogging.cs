using System.Globalization;
using Serilog;
using Serilog.Events;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>Console for who watches, a rolling file for who comes later. One line per episode; levels below say less.</summary>
internal static class IocLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj} <{SourceContext}>{NewLine}{Exception}";

    public static IServiceCollection AddIocLogging(this IServiceCollection services, ServerSettings settings)
    {
        var log = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            // What stops a start is said once, at its end: in one line where a person can mend it, with its stack where it is a bug.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .WriteTo.Async(sinks => sinks.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture))
            .WriteTo.Async(sinks => sinks.File(
                Path.Combine(settings.DataDirectory, "logs", "ioc-.log"),
                outputTemplate: Template,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: 50 << 20,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 14))
            .CreateLogger();
        Log.Logger = log;
        return services.AddLogging(logging => logging.ClearProviders().AddSerilog(log, dispose: true));
    }
}
