using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>Drives an engine with readings in seconds and collects what it says.</summary>
internal sealed class EngineRun
{
    public const long Second = 1_000_000_000;

    /// <summary>2026-06-01T00:00:00Z: a start that is no round zero.</summary>
    public const long Epoch = 1_780_272_000 * Second;

    private int _commands;

    public EngineRun(CityModel city)
    {
        Registry = new CityRegistry(city);
        Engine = new AlertEngine(Registry, city.Rules);
    }

    public CityRegistry Registry { get; }

    public AlertEngine Engine { get; private set; }

    public List<AlertTransition> Transitions { get; } = [];

    /// <summary>"action@second" of all transitions so far, by event time.</summary>
    public IEnumerable<string> Story => Transitions.Select(t => $"{t.Action}@{(t.EventTimeNanos - Epoch) / Second}");

    public Alert Single => Engine.Open.Should().ContainSingle().Subject;

    public EngineRun Read(string device, string metric, double value, double second, MessageMarks marks = MessageMarks.None)
    {
        Registry.TryFindDevice(device, out var index).Should().BeTrue();
        var at = Epoch + (long)(second * Second);
        using var batch = new ReadingBatch { ClockNanos = at };
        batch.Begin();
        batch.AddValue(Registry.InternMetric(metric), value);
        batch.Commit(index, at, at, 0, marks);
        Engine.OnBatch(batch, Transitions);
        return this;
    }

    public EngineRun Health(string device, DeviceHealth to, double second)
    {
        Registry.TryFindDevice(device, out var index).Should().BeTrue();
        Engine.OnHealth(new HealthChange(index, DeviceHealth.Ok, to, Epoch + (long)(second * Second), "silent"), Transitions);
        return this;
    }

    public EngineRun Tick(double second)
    {
        Engine.OnTick(Epoch + (long)(second * Second), Transitions);
        return this;
    }

    public CommandResult Command(
        AlertVerb verb, string alert, double second, string? note = null, int? revision = null, string? assignee = null, double? until = null,
        bool exact = false) =>
        Engine.OnCommand(
            new AlertCommand($"c{_commands++}", verb, alert, revision, "lan", "10.0.0.7 console", note, assignee, until is { } u ? Epoch + (long)(u * Second) : null)
            {
                Exact = exact,
            },
            Epoch + (long)(second * Second), Transitions);

    /// <summary>Saves, and goes on with a fresh engine that restored it.</summary>
    public EngineRun Restart(CityModel city)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            Engine.Save(writer);
        }

        stream.Position = 0;
        Engine = new AlertEngine(Registry, city.Rules);
        using var reader = new BinaryReader(stream);
        Engine.Restore(reader);
        return this;
    }
}
