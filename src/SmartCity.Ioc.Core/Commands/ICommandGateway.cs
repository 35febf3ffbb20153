namespace SmartCity.Ioc.Commands;

/// <summary>The one way in for operators' acts: through the journal of inputs, like a reading.</summary>
public interface ICommandGateway
{
    /// <summary>Returns once the command is durable and the pipeline has applied it. A caller that gives up waiting does not take the
    /// command back.</summary>
    /// <exception cref="IOException">The journal can not take it now; nothing happened.</exception>
    ValueTask<CommandResult> SubmitAsync(AlertCommand command, CancellationToken cancellation);
}
