using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Tests.Api.Fakes;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>Straight into the engine, and what it makes of it into the store.</summary>
internal sealed class EngineGateway(AlertEngine engine, MemoryAlertStore store) : ICommandGateway
{
    private long _clock = 1_795_308_300_000_000_000;

    public bool IsFull { get; set; }

    public List<ServerReport> Reports { get; } = [];

    public IReadOnlyCollection<Alert> Open => engine.Open;

    public ValueTask<CommandResult> SubmitAsync(AlertCommand command, CancellationToken cancellation)
    {
        if (IsFull)
        {
            throw new IOException("the disk is full");
        }

        Reports.Add(command.Server!);
        var transitions = new List<AlertTransition>();
        var result = engine.OnCommand(command, _clock += 1_000_000_000, transitions);
        store.Append(transitions);
        return ValueTask.FromResult(result);
    }
}
