using System.Collections.Concurrent;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>Notes commands and answers as a pipeline with the store's open alerts would, without changing them; the registry's go to the pipeline itself.</summary>
internal sealed class RecordingGateway(IAlertStore store, CityPipeline pipeline) : ICommandGateway
{
    public ConcurrentQueue<AlertCommand> Commands { get; } = new();

    public async ValueTask<CommandResult> SubmitAsync(AlertCommand command, CancellationToken cancellation)
    {
        Commands.Enqueue(command);
        if (command.Devices is not null)
        {
            return pipeline.OnCommand(command, 1_795_320_000_000_000_000);
        }

        var alert = await store.FindAsync(command.Alert, cancellation);
        return alert switch
        {
            null or { State: AlertState.Closed } => new CommandResult(command.CommandId, CommandOutcome.NotFound, null, "There is no such open alert."),
            _ when command.Revision is { } seen && seen != alert.Revision =>
                new CommandResult(command.CommandId, CommandOutcome.Conflict, alert, "Acknowledged by Lan meanwhile.",
                    new AlertChange("acknowledged", "Lan", 1_795_308_301_000_000_000, 1)),
            _ => new CommandResult(
                command.CommandId, CommandOutcome.Done, alert with { AcknowledgedBy = command.By, Revision = alert.Revision + 1 }, null),
        };
    }
}
