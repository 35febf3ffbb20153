using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using Serilog;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Logging;

/// <summary>Console for who watches, a rolling file for who comes later. One line per episode; levels below say less.</summary>
internal static class IocLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj} <{SourceContext}>{NewLine}{Exception}";

    public static IServiceCollection AddIocLogging(this IServiceCollection services, ServerSettings settings)
    {
        var levels = new LogLevels(settings.Logging.MinimumLevel, TimeProvider.System);
        ITextFormatter format = settings.Logging.IsJson ? new CompactJsonFormatter() : new MessageTemplateTextFormatter(Template, CultureInfo.InvariantCulture);
        var logging = new LoggerConfiguration();
        levels.Apply(logging);
        var log = logging
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            // What stops a start is said once, at its end: in one line where a person can mend it, with its stack where it is a bug.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            // What the hub answers to a request that makes no sense is the client's matter; SignalR would call it our error, with its stack.
            .Filter.ByExcluding(said => said.Exception is HubException)
            .WriteTo.Async(sinks => _ = settings.Logging.IsJson
                ? sinks.Console(format)
                : sinks.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture))
            .WriteTo.Async(sinks => sinks.File(
                format,
                Path.Combine(settings.DataDirectory, "logs", "ioc-.log"),
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: 50 << 20,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: null,
                retainedFileTimeLimit: TimeSpan.FromDays(settings.Logging.KeepDays)))
            .CreateLogger();
        Log.Logger = log;
        services.AddSingleton(levels);
        return services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddSerilog(log, dispose: true));
    }
}
