using System.Text.Json;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Host.Logging;

public sealed class LogLevelsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Collector _collected = new();

    [Fact]
    public void Area_SetToDebug_SaysMoreAlone_AndReturnsWhenItsTimeIsOver()
    {
        using var levels = new LogLevels(LogEventLevel.Information, _time);
        using var log = Create(levels);

        levels.Set("mqtt", LogEventLevel.Debug, TimeSpan.FromMinutes(10));
        Say(log);
        _collected.Taken().Should().Equal("SmartCity.Ioc.Mqtt.Broker");
        levels.Until.Should().Be(_time.GetUtcNow() + TimeSpan.FromMinutes(10));

        _time.Advance(TimeSpan.FromMinutes(10));
        Say(log);
        _collected.Taken().Should().BeEmpty();
        levels.Until.Should().BeNull();
    }

    [Fact]
    public void AllAreas_SetToDebug_StayUntilTheLastChangeIsOver()
    {
        using var levels = new LogLevels(LogEventLevel.Information, _time);
        using var log = Create(levels);
        levels.Set("mqtt", LogEventLevel.Debug, TimeSpan.FromMinutes(1));
        levels.Set(null, LogEventLevel.Debug, TimeSpan.FromMinutes(5));

        _time.Advance(TimeSpan.FromMinutes(2));
        Say(log);
        _collected.Taken().Should().Equal("SmartCity.Ioc.Mqtt.Broker", "SmartCity.Ioc.Storage.Journals", "Other");

        _time.Advance(TimeSpan.FromMinutes(3));
        Say(log);
        _collected.Taken().Should().BeEmpty();
    }

    [Fact]
    public void Json_OfAnEvent_IsOneLineThatSaysTheSame()
    {
        var text = new StringWriter();
        using var log = new LoggerConfiguration().WriteTo.Sink(new Written(text)).CreateLogger();
        log.Error(new InvalidOperationException("two\nlines"), "Không ghi được {Count} điểm vào \"{Store}\"", 3, "influx");

        text.ToString().Should().EndWith("}\n").And.Subject.Count(c => c == '\n').Should().Be(1);
        using var parsed = JsonDocument.Parse(text.ToString());
        var said = parsed.RootElement;
        said.GetProperty("@l").GetString().Should().Be("Error");
        said.GetProperty("@m").GetString().Should().Contain("Không ghi được 3 điểm");
        said.GetProperty("@mt").GetString().Should().Contain("{Count}");
        said.GetProperty("@x").GetString().Should().Contain("two\nlines");
        said.GetProperty("Count").GetInt32().Should().Be(3);
        DateTimeOffset.TryParse(said.GetProperty("@t").GetString(), out _).Should().BeTrue();
    }

    private static void Say(Logger log)
    {
        foreach (var source in new[] { "SmartCity.Ioc.Mqtt.Broker", "SmartCity.Ioc.Storage.Journals", "Other" })
        {
            log.ForContext(Constants.SourceContextPropertyName, source).Debug("a detail");
        }
    }

    private Logger Create(LogLevels levels)
    {
        var logging = new LoggerConfiguration();
        levels.Apply(logging);
        return logging.WriteTo.Sink(_collected).CreateLogger();
    }

    private sealed class Collector : ILogEventSink
    {
        private readonly List<string> _sources = [];

        public void Emit(LogEvent logEvent) => _sources.Add(((ScalarValue)logEvent.Properties[Constants.SourceContextPropertyName]).Value!.ToString()!);

        public List<string> Taken()
        {
            var taken = _sources.ToList();
            _sources.Clear();
            return taken;
        }
    }

    private sealed class Written(TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => new CompactJsonFormatter().Format(logEvent, output);
    }
}
