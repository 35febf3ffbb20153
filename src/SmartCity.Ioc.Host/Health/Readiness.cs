using SmartCity.Ioc.Host.Composition;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Brokers;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Host.Health;

/// <summary>
/// Works out whether the server can do its work. Unready: it takes nothing in, or what it takes in leads nowhere. Degraded: it works, but a
/// person should look; history or a broker being away does not take the walls down.
/// </summary>
internal sealed class Readiness(
    IngestStatus ingest, TimeSeriesWriterStatus history, AlertLog alerts, LedgerWatch ledger, BrokerConsumerService brokers, TimeProvider time)
{
    /// <summary>A shard this far behind the clock shows the past on the walls.</summary>
    private static readonly TimeSpan TooFarBehind = TimeSpan.FromSeconds(10);

    /// <summary>What time synchronisation may take back without a word.</summary>
    private static readonly TimeSpan ClockStep = TimeSpan.FromSeconds(2);

    public ReadinessReport Report()
    {
        var unready = new List<string>();
        if (!ingest.Recovered)
        {
            unready.Add("The journal is being replayed.");
        }
        else if (ingest.Stopped)
        {
            unready.Add("The pipeline has stopped.");
        }
        else if (Behind() is var behind && behind > TooFarBehind)
        {
            unready.Add($"The pipeline is {behind.TotalSeconds:0} s behind what comes in.");
        }

        Add(unready, "The journal takes nothing", ingest.JournalFault);
        Add(unready, "What the pipeline decides can not be handed on", ingest.OutputFault);

        var degraded = new List<string>();
        Add(degraded, "No checkpoint can be written", ingest.CheckpointFault);
        Add(degraded, "The time-series store takes nothing", history.Fault);
        Add(degraded, "The alert store takes nothing", alerts.Fault);
        if (ingest.Recovered && Behind() is var ahead && ahead < -ClockStep)
        {
            degraded.Add($"The host's clock went back; the city's clock stands still for another {-ahead.TotalSeconds:0} s.");
        }

        if (ingest.LoadStage is var stage and not LoadStage.Normal)
        {
            degraded.Add($"More comes in than can be dealt with: {LoadStageText.Describe(stage)}.");
        }

        Add(degraded, "The ledger does not add up", ledger.Fault);
        foreach (var broker in brokers.Status.Where(broker => broker.State != MqttClientState.Connected))
        {
            degraded.Add($"The broker {broker.Server} is not connected: {broker.LastError ?? "no answer yet"}");
        }

        return new ReadinessReport(unready.Count > 0 ? "unready" : degraded.Count > 0 ? "degraded" : "ready", [.. unready, .. degraded]);
    }

    private TimeSpan Behind() =>
        ingest.FrameNanos == 0 ? TimeSpan.Zero : time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(ingest.FrameNanos / 100);

    private static void Add(List<string> reasons, string what, string? fault)
    {
        if (fault is not null)
        {
            reasons.Add($"{what}: {fault}");
        }
    }
}
