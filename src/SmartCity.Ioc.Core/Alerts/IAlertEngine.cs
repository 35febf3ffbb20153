using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts;

/// <summary>
/// Runs the rules of one shard. A function of what it is given, in the order in which it is given; it reads no clock. Called by the shard's
/// thread alone, but for <see cref="Open"/>. Each call appends the transitions that it causes to the list it is given.
/// </summary>
public interface IAlertEngine
{
    /// <summary>The open alerts in order of their ids: a snapshot, for any thread.</summary>
    IReadOnlyCollection<Alert> Open { get; }

    /// <summary>Sequence of the last transition made; 0 before the first.</summary>
    long LastSequence { get; }

    /// <summary>The rules in force, for any thread.</summary>
    RuleBook Rules { get; }

    /// <summary>The accepted messages of one frame.</summary>
    void OnBatch(ReadingBatch accepted, List<AlertTransition> output);

    void OnHealth(in HealthChange change, List<AlertTransition> output);

    /// <summary>The clock moved on: durations of silence and shelves run out.</summary>
    void OnTick(long clockNanos, List<AlertTransition> output);

    /// <summary>The server found something wrong with itself, or found it right again.</summary>
    /// <param name="size">How much is wrong; 0 for nothing any more.</param>
    /// <param name="note">For a person, or null.</param>
    /// <param name="source">Which of its parts, each with an alert of its own; null for the server.</param>
    void OnServer(ServerFault fault, double size, long clockNanos, string? note, List<AlertTransition> output, string? source = null);

    CommandResult OnCommand(AlertCommand command, long clockNanos, List<AlertTransition> output);

    /// <summary>Counts on after this sequence where it is higher than the last one: the numbers up to it are taken.</summary>
    void ContinueAfter(long sequence);

    void Save(BinaryWriter writer);

    /// <exception cref="InvalidDataException">Written by a version that this one can not read.</exception>
    void Restore(BinaryReader reader);
}
