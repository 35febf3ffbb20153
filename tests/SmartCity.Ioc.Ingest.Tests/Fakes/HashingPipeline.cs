using System.Globalization;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>Its state is a hash over everything that it was ever given, so it differs as soon as anything is missing, doubled, late or in
/// another order. It writes a line of output for each call.</summary>
internal sealed class HashingPipeline(CityRegistry registry, Ledger ledger, ListPointLog output) : ICityPipeline
{
    public ulong State { get; private set; }

    /// <summary>After each call, for a test that kills or fails there.</summary>
    public Action? Called { get; set; }

    /// <summary>While it is being saved.</summary>
    public Action? Saving { get; set; }

    public void OnBatch(ReadingBatch batch)
    {
        foreach (var seen in Seen.From(batch, registry))
        {
            Mix($"{seen.Device} {seen.Zone} {seen.MeasuredAtNanos} {seen.ReceivedAtNanos} {seen.Identity} {seen.Marks} {seen.ClockNanos} "
                + string.Join(',', seen.Values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value}")))
                + string.Join(',', seen.Attributes));
        }

        foreach (ref readonly var message in batch.Messages)
        {
            ledger.Count(LedgerEntry.Accepted, message.ReceivedAtNanos, 1);
        }

        Called?.Invoke();
    }

    public void OnReject(int device, QuarantineReason reason, long clockNanos) => Mix($"reject {registry.Device(device).Id} {reason}");

    public void OnTick(long clockNanos)
    {
        Mix($"tick {clockNanos}");
        Called?.Invoke();
    }

    public CommandResult OnCommand(AlertCommand command, long clockNanos)
    {
        Mix($"{command} {clockNanos}");
        Called?.Invoke();
        return new CommandResult(command.CommandId, CommandOutcome.NotFound, null, State.ToString(CultureInfo.InvariantCulture));
    }

    public void Save(BinaryWriter writer)
    {
        Saving?.Invoke();
        writer.Write(State);
        ledger.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        State = reader.ReadUInt64();
        ledger.Restore(reader);
    }

    private void Mix(string input)
    {
        var line = FormattableString.Invariant($"{State} {input}");
        State = ContentHash.Compute(System.Text.Encoding.UTF8.GetBytes(line));
        output.Add(line);
    }
}
